import {
  EventGuard,
  type EventLike,
  RunnerError,
  type RunRecord,
  ThreadRunner,
  type ThreadStore,
} from '@flightdeck/run-engine'
import { expect, onTestFinished, test } from 'vitest'
import { collect, inputOf, type ReadEvent, said } from '../runner-conformance/subject.ts'
import { type ScriptStep, saying, scriptedAgent } from '../scripted-agent.ts'
import { type CreateStore, openStore } from './store-under-test.ts'

/** The same numbers for the same seed. */
type Dice = (sides: number) => number

function diceOf(seed: number): Dice {
  let state = seed * 2_654_435_761
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

class Fault extends Error {
  override readonly name = 'Fault'
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Every call may be late, fail before it reaches the store, or fail although it took effect. */
function faulty(store: ThreadStore, dice: Dice, mood: { calm: boolean }): ThreadStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      if (name === 'watch' || name === 'watchList' || name === 'close') return member.bind(target)
      return async (...given: unknown[]) => {
        const fate = mood.calm ? 9 : dice(10)
        if (fate === 0) throw new Fault(`${String(name)} failed before`)
        if (fate <= 2) await pause(dice(6))
        const result: unknown = await member.apply(target, given)
        if (fate === 3) throw new Fault(`${String(name)} failed after`)
        if (fate === 4) await pause(dice(6))
        return result
      }
    },
  })
}

function scriptFor(dice: Dice, input: ReturnType<typeof inputOf>): ScriptStep[] {
  const words = Array.from({ length: 1 + dice(8) }, (_, index) => `w${index} `)
  const steps: ScriptStep[] = saying(input, words, `m-${input.runId}`)
  steps.splice(1 + dice(steps.length - 1), 0, { waitMs: dice(20) })
  if (dice(6) === 0) steps.splice(2, steps.length, { throws: new Error('the agent failed') })
  return steps
}

/** What a strict reader makes of a stream: nothing to put right, and one ending, at the end. */
function faultsOf(events: readonly EventLike[], threadId: string, runId: string): string[] {
  const found: string[] = []
  const guard = new EventGuard({
    threadId,
    runId,
    emit: () => {},
    onRepair: ({ kind }) => found.push(kind),
  })
  for (const event of events) guard.push(event)
  if (guard.ended === undefined) found.push('no ending')
  const endings = events.filter(({ type }) => type === 'RUN_FINISHED' || type === 'RUN_ERROR')
  if (endings.length !== 1) found.push(`${endings.length} endings`)
  return found
}

/** What holds whatever a store does. */
export function faultTests(create: CreateStore): void {
  const seeds = Array.from({ length: 10 }, (_, index) => index + 1)
  test.each(seeds)(
    'whatever goes wrong in seed %i, every run ends once and no thread stays busy',
    async (seed) => {
      const dice = diceOf(seed)
      const { store, other } = await openStore(create)
      const mood = { calm: false }
      const options = { leaseMs: 400, flushMs: 1, stopGraceMs: 20 }
      const engines = [store, other].map((each) => new ThreadRunner(faulty(each, dice, mood), options))
      onTestFinished(async () => {
        for (const engine of engines) await engine.close({ drainMs: 0 })
      })
      const threads = ['t1', 't2', 't3']
      const accepted = new Map<string, { threadId: string; events: Promise<ReadEvent[]> }>()
      const any = <T>(items: readonly T[]): T => items[dice(items.length)] as T
      const acts: Promise<unknown>[] = []
      for (let act = 0; act < 60; act += 1) {
        const engine = any(engines)
        const threadId = any(threads)
        const what = dice(10)
        if (what < 6) {
          const input = inputOf(threadId, { messages: [said(`u-${act}`, 'hello')] })
          const agent = scriptedAgent(scriptFor(dice, input))
          const onConcurrentRun = any(['reject', 'queue', 'interrupt'] as const)
          acts.push(
            engine.start({ threadId, agent, input, onConcurrentRun }).then(
              (run) => {
                const reader = run.reader()
                accepted.set(run.runId, { threadId, events: readAll(reader) })
              },
              (error: unknown) => {
                if (!(error instanceof RunnerError) && !(error instanceof Fault)) throw error
              },
            ),
          )
        } else if (what < 8) acts.push(ignoringFaults(engine.stop({ threadId })))
        else acts.push(ignoringFaults(collect(engine.connect({ threadId }))))
        if (dice(3) === 0) await pause(dice(15))
      }
      await Promise.all(acts)
      for (const [runId, { threadId, events }] of accepted) {
        expect({ runId, faults: faultsOf(await events, threadId, runId) }).toEqual({ runId, faults: [] })
      }
      mood.calm = true
      for (const threadId of threads) {
        const [engine] = engines as [ThreadRunner]
        const kept = (): Promise<readonly RunRecord[]> => engine.threads.runs({ threadId, limit: 1_000 })
        const running = async (): Promise<string[]> =>
          (await kept()).filter(({ status }) => status === 'running').map(({ runId }) => runId)
        await expect.poll(running, { timeout: 10_000 }).toEqual([])
        const ids = (await kept()).map(({ runId }) => runId)
        expect(new Set(ids).size).toBe(ids.length)
        const input = inputOf(threadId)
        const run = await engine.start({
          threadId,
          agent: scriptedAgent(saying(input, ['x'], 'm-last')),
          input,
        })
        expect((await run.ended).status).toBe('finished')
      }
    },
    60_000,
  )
}

async function readAll(reader: { next(maxBytes: number): unknown }): Promise<ReadEvent[]> {
  const events: ReadEvent[] = []
  for (;;) {
    const chunk = (await reader.next(10_000)) as { events: readonly string[] } | null
    if (chunk === null) return events
    events.push(...chunk.events.map((json) => JSON.parse(json) as ReadEvent))
  }
}

async function ignoringFaults(act: Promise<unknown>): Promise<void> {
  try {
    await act
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
}
