import {
  type AppendRequest,
  type ClaimNews,
  type FinishRequest,
  type LogReader,
  type ReadRequest,
  type ReadResult,
  ThreadRunner,
  type ThreadRunnerOptions,
} from '@flightdeck/run-engine'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { MemoryStore } from './memory-store.ts'

type Event = { type: string; code?: string; messages?: { id: string }[] }

/** A store that takes nothing while it is down. */
class Failing extends MemoryStore {
  isDown = false

  override append(request: AppendRequest): ClaimNews {
    this.#fail()
    return super.append(request)
  }

  override finish(request: FinishRequest): void {
    this.#fail()
    super.finish(request)
  }

  #fail(): void {
    if (this.isDown) throw new Error('the disk is full')
  }
}

function useClock(): void {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

const inputOf = (runId: string) => ({ threadId: 't', runId, messages: [], tools: [], context: [] })

function runnerOn(store: MemoryStore, options: ThreadRunnerOptions = {}): ThreadRunner {
  const runner = new ThreadRunner(store, { flushMs: 1, stopGraceMs: 30, ...options })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  return runner
}

async function readAll(reader: LogReader): Promise<Event[]> {
  const events: Event[] = []
  for (let chunk = await reader.next(200); chunk !== null; chunk = await reader.next(200)) {
    events.push(...chunk.events.map((json) => JSON.parse(json) as Event))
  }
  return events
}

test('a run whose end was kept is told so, although the answer was lost and the thread claimed since', async () => {
  class Losing extends MemoryStore {
    isLost = false
    override finish(request: FinishRequest): void {
      super.finish(request)
      if (this.isLost) return
      this.isLost = true
      const { key } = request
      this.claim({ key, claimId: 'c', runId: 'next', agentId: 'a', now: 2, leaseMs: 60_000 })
      throw new Error('the answer was lost')
    }
  }
  const runner = runnerOn(new Losing())
  const input = inputOf('r')
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['x'])), input })
  expect((await readAll(run.reader())).at(-1)?.type).toBe('RUN_FINISHED')
  expect((await run.ended).status).toBe('finished')
  const kept = await runner.threads.runs({ threadId: 't' })
  expect(kept.map(({ runId, status }) => [runId, status])).toEqual([
    ['next', 'running'],
    ['r', 'finished'],
  ])
})

test('an end that the store does not take yet is told to nobody, and the thread stays held', async () => {
  useClock()
  const store = new Failing()
  const runner = runnerOn(store, { leaseMs: 1_000 })
  const input = inputOf('r')
  store.isDown = true
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['x'])), input })
  let told: Event[] | undefined
  const reading = readAll(run.reader()).then((events) => {
    told = events
  })
  await vi.advanceTimersByTimeAsync(50_000)
  expect(told).toBeUndefined()
  expect(store.peek({ threadId: 't' })?.running).toMatchObject({ runId: 'r' })
  expect(store.abandoned(1)).toEqual([])
  const joined = readAll(await runner.follow({ threadId: 't' }))
  store.isDown = false
  await vi.advanceTimersByTimeAsync(2_000)
  await reading
  expect(told?.at(-1)?.type).toBe('RUN_FINISHED')
  expect((await joined).map(({ type }) => type)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED'])
  expect(store.peek({ threadId: 't' })?.last).toMatchObject({ runId: 'r', status: 'finished' })
})

test('an end that the store never takes is told as store_failed, and its thread is free when the lease is over', async () => {
  useClock()
  const store = new Failing()
  const runner = runnerOn(store, { leaseMs: 1_000, storePatienceMs: 5_000 })
  const input = inputOf('r')
  store.isDown = true
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['x'])), input })
  const reading = readAll(run.reader())
  await vi.advanceTimersByTimeAsync(5_000)
  expect((await reading).at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'store_failed' })
  expect((await run.ended).status).toBe('interrupted')
  store.isDown = false
  await vi.advanceTimersByTimeAsync(3_000)
  expect(store.peek({ threadId: 't' })?.last).toMatchObject({ runId: 'r', status: 'interrupted' })
})

test('a store that does not answer is waited for no longer', async () => {
  useClock()
  class Mute extends MemoryStore {
    override finish(): never {
      return new Promise(() => {}) as never
    }
  }
  const runner = runnerOn(new Mute(), { storePatienceMs: 5_000 })
  const input = inputOf('r')
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['x'])), input })
  const reading = readAll(run.reader())
  await vi.advanceTimersByTimeAsync(5_000)
  expect((await reading).at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'store_failed' })
})

test('events that nobody would take are no reason to lose the end', async () => {
  useClock()
  class Picky extends MemoryStore {
    override append(): never {
      throw new Error('too large')
    }
  }
  const store = new Picky()
  const runner = runnerOn(store)
  const input = inputOf('r')
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['x'])), input })
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await run.ended).status).toBe('finished')
  expect(store.get({ threadId: 't' })).toMatchObject({
    messages: [{ id: 'm1' }],
    last: { status: 'finished' },
  })
})

test('events follow as soon as the store is back, although the agent says nothing more', async () => {
  useClock()
  const store = new Failing()
  const runner = runnerOn(store)
  const input = inputOf('r')
  store.isDown = true
  const steps = [...saying(input, ['x']).slice(0, 3), { until: new Promise<void>(() => {}) }]
  await runner.start({ threadId: 't', agent: scriptedAgent(steps), input })
  await vi.advanceTimersByTimeAsync(30_000)
  expect(store.peek({ threadId: 't' })?.head).toBe(0)
  store.isDown = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(store.peek({ threadId: 't' })?.head).toBe(3)
  const closing = runner.close({ drainMs: 0 })
  await vi.advanceTimersByTimeAsync(100)
  await closing
})

test('looks that fail leave no reader behind', async () => {
  class Unreadable extends MemoryStore {
    isBroken = false
    override read(request: ReadRequest): ReadResult {
      if (this.isBroken) throw new Error('the disk is broken')
      return super.read(request)
    }
  }
  const store = new Unreadable()
  const here = runnerOn(store)
  const there = runnerOn(store, { limits: { maxReadersPerThread: 2 } })
  const steps = [...saying(inputOf('r'), ['x']).slice(0, 3), { until: new Promise<void>(() => {}) }]
  await here.start({ threadId: 't', agent: scriptedAgent(steps), input: inputOf('r') })
  await expect.poll(() => store.peek({ threadId: 't' })?.head).toBe(3)
  store.isBroken = true
  for (let look = 0; look < 3; look += 1) {
    await expect(there.threads.content({ threadId: 't' })).rejects.toThrow('broken')
  }
  store.isBroken = false
  expect((await there.threads.content({ threadId: 't' }))?.messages).toMatchObject([{ id: 'm1' }])
})
