import { fromCursor, toCursor } from '@flightdeck/protocol'
import { type LogReader, ThreadRunner, type ThreadRunnerOptions } from '@flightdeck/run-engine'
import type { ThreadStore } from '@flightdeck/run-engine/store'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { gate, inputOf, type ReadEvent, textOf, typesOf } from '../runner-conformance/subject.ts'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import { mortalStore } from './mortal-store.ts'
import { type CreateStore, openStore } from './store-under-test.ts'

const WORDS = Array.from({ length: 12 }, (_, index) => `w${index} `)
const THREAD = { threadId: 't' }
/** Milliseconds until a process stores what it has sent: longer than the tests take to resume in another process. */
const SLOW_FLUSH_MS = 1_000
/** For a process that stores nothing of what it has sent. */
const NO_FLUSH_MS = 3_600_000

function engineOn(store: ThreadStore, options: ThreadRunnerOptions = {}): ThreadRunner {
  const engine = new ThreadRunner(store, { leaseMs: 60_000, flushMs: 1, stopGraceMs: 30, ...options })
  onTestFinished(() => engine.close({ drainMs: 0 }))
  return engine
}

/** What a reader has received, and the cursor that it resumes with. */
interface Received {
  readonly events: ReadEvent[]
  cursor: string
}

/** Reads until there are so many events, or to the end. */
async function read(reader: LogReader, count = Number.POSITIVE_INFINITY): Promise<Received> {
  const received: Received = { events: [], cursor: '' }
  while (received.events.length < count) {
    const chunk = await reader.next(1)
    if (chunk === null) break
    received.events.push(...chunk.events.map((json) => JSON.parse(json) as ReadEvent))
    received.cursor = toCursor(chunk.log, chunk.through)
  }
  return received
}

/** Starts a run that says six words, waits, and says the rest. */
async function startRun(engine: ThreadRunner, messageId: string) {
  const input = inputOf(THREAD.threadId)
  const pause = gate()
  const script = saying(input, WORDS, messageId)
  const agent = scriptedAgent([...script.slice(0, 8), { until: pause.opened }, ...script.slice(8)])
  const run = await engine.start({ ...THREAD, agent, input })
  return { run, runId: input.runId, goOn: () => pause.open() }
}

function moved(cursor: string, by: number): string {
  const { log, position } = fromCursor(cursor) ?? { log: '', position: 0 }
  return toCursor(log, position + by)
}

/** What an id promises to readers that resume at another process: see `docs/protocol.md`. */
export function eventIdTests(create: CreateStore): void {
  test('a cursor that is ahead of the store is continued, and its run is not reported as ended', async () => {
    const { store, other } = await openStore(create)
    const { run, goOn } = await startRun(engineOn(store, { flushMs: SLOW_FLUSH_MS }), 'm1')
    const before = await read(run.reader(), 7)
    const reader = await engineOn(other).follow({ ...THREAD, cursor: before.cursor })
    const resumed = await read(reader, 1)
    goOn()
    const rest = await read(reader)
    expect([...before.events, ...resumed.events]).toEqual((await read(run.reader(), 8)).events)
    expect([...resumed.events, ...rest.events].map(({ type }) => type)).not.toContain('RUN_STARTED')
    expect(textOf([...before.events, ...resumed.events, ...rest.events], 'm1')).toBe(WORDS.join(''))
    expect(rest.events.at(-1)).toEqual((await read(run.reader())).events.at(-1))
  })

  test('a cursor that stays ahead of the store receives the catch-up within a lease', async () => {
    const { store, other } = await openStore(create)
    const { run, goOn } = await startRun(engineOn(store), 'm1')
    const before = await read(run.reader(), 7)
    const cursor = moved(before.cursor, 1_000)
    const reader = await engineOn(other, { leaseMs: 300 }).follow({ ...THREAD, cursor })
    const first = await read(reader, 1)
    expect(typesOf(first.events).slice(0, 2)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT'])
    goOn()
    const rest = await read(reader)
    expect(textOf([...first.events, ...rest.events], 'm1')).toBe(WORDS.join(''))
  })

  test('a reader that has seen more than a dead process stored receives the ending of its run, also when the next one is running', async () => {
    const { store, other } = await openStore(create)
    const { store: mortal, die } = mortalStore(store)
    const doomed = new ThreadRunner(mortal, { leaseMs: 300, flushMs: NO_FLUSH_MS })
    const { run, runId } = await startRun(doomed, 'm1')
    const seen = await read(run.reader(), 7)
    die()
    const engine = engineOn(other)
    await eventually(() => engine.isRunning(THREAD)).toBe(false)
    const { head = 0 } = (await engine.threads.get(THREAD)) ?? {}
    const ends: string[] = []
    const isTold = async (): Promise<void> => {
      for (let position = 1; position <= head + 6; position += 1) {
        const cursor = moved(seen.cursor, position - (fromCursor(seen.cursor)?.position ?? 0))
        const told = await read(await engine.follow({ ...THREAD, cursor }))
        expect(told.events[0]).toMatchObject({ type: 'RUN_STARTED', runId })
        expect(told.events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
        ends.push(told.cursor)
      }
    }
    await isTold()
    const next = await startRun(engine, 'm2')
    await isTold()
    expect(new Set(ends).size).toBe(1)
    const followed = await engine.follow({ ...THREAD, cursor: ends[0] })
    next.goOn()
    expect((await read(followed)).events).toEqual((await read(next.run.reader())).events)
  })

  test('a late reader receives the id where its run ended, which leads into the next run', async () => {
    const { store, other } = await openStore(create)
    const engine = engineOn(store)
    const remote = engineOn(other)
    const first = await startRun(engine, 'm1')
    await eventually(async () => (await remote.threads.get(THREAD))?.head).toBe(8)
    const reader = await remote.follow(THREAD)
    const joined = await read(reader, 1)
    first.goOn()
    await first.run.ended
    const end = (await remote.threads.get(THREAD))?.head
    const second = await startRun(engine, 'm2')
    await eventually(async () => (await remote.threads.get(THREAD))?.head).toBe((end ?? 0) + 8)
    const rest = await read(reader)
    expect(textOf([...joined.events, ...rest.events], 'm1')).toBe(WORDS.join(''))
    expect(rest.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: first.runId })
    expect(fromCursor(rest.cursor)?.position).toBe(end)
    for (const resumed of [remote, engine]) {
      const next = await read(await resumed.follow({ ...THREAD, cursor: rest.cursor }), 1)
      expect(next.events[0]).toMatchObject({ type: 'RUN_STARTED', runId: second.runId })
    }
    const late = await read(await remote.follow({ ...THREAD, cursor: joined.cursor }))
    expect(late.events[0]).toMatchObject({ type: 'RUN_STARTED', runId: first.runId })
    expect(late.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: first.runId })
    expect(late.cursor).toBe(rest.cursor)
    second.goOn()
  })

  test('a process that does not know yet that it lost a run does not serve a cursor of a later run from memory', async () => {
    const { store, other } = await openStore(create)
    const { store: mortal, die } = mortalStore(store)
    const asleep = new ThreadRunner(mortal, { leaseMs: 300, flushMs: 1 })
    await startRun(asleep, 'm1')
    await eventually(async () => (await other.peek(THREAD))?.head).toBe(8)
    die()
    const engine = engineOn(other)
    await eventually(() => engine.isRunning(THREAD)).toBe(false)
    const next = await startRun(engine, 'm2')
    const seen = await read(next.run.reader(), 5)
    // Its store does not answer, so neither can it.
    const answer = asleep.follow({ ...THREAD, cursor: seen.cursor })
    expect(await Promise.race([answer.then(() => 'answered'), wait(100)])).toBe('waits')
    next.goOn()
    await next.run.ended
  })
}

function wait(ms: number): Promise<'waits'> {
  return new Promise((resolve) => setTimeout(() => resolve('waits'), ms))
}
