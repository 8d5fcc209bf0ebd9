import { toCursor } from '@flightdeck/protocol'
import type { LogReader } from '@flightdeck/run-engine'
import {
  type AppendRequest,
  type ClaimNews,
  type FinishRequest,
  type ReadRequest,
  type ReadResult,
  type SeizeRequest,
  ThreadRunner,
  type ThreadRunnerOptions,
} from '@flightdeck/run-engine/store'
import { MemoryStore } from '@flightdeck/runner-memory'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'

type Event = { type: string; code?: string; messages?: { id: string }[] }

/** A store whose writes fail while it is down. */
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

const OLD = {
  agentId: 'a',
  archived: false,
  createdAt: 1,
  updatedAt: 1,
  activeAt: 1,
  head: 0,
  messages: [],
  interrupts: [],
  runs: [],
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

test('a run whose ending was stored ends with it, although the response was lost and the thread was claimed since', async () => {
  class Losing extends MemoryStore {
    isLost = false
    override finish(request: FinishRequest): void {
      super.finish(request)
      if (this.isLost) return
      this.isLost = true
      const { key } = request
      this.claim({ key, claimId: 'c', runId: 'next', agentId: 'a', now: 2, leaseMs: 60_000 })
      throw new Error('the response was lost')
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

test('an ending that is not stored yet is not sent, and the thread stays busy', async () => {
  useClock()
  const store = new Failing()
  const runner = runnerOn(store, { leaseMs: 1_000 })
  const input = inputOf('r')
  store.isDown = true
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['x'])), input })
  let received: Event[] | undefined
  const reading = readAll(run.reader()).then((events) => {
    received = events
  })
  await vi.advanceTimersByTimeAsync(50_000)
  expect(received).toBeUndefined()
  expect(store.peek({ threadId: 't' })?.running).toMatchObject({ runId: 'r' })
  expect(store.abandoned(1)).toEqual([])
  const joined = readAll(await runner.follow({ threadId: 't' }))
  store.isDown = false
  await vi.advanceTimersByTimeAsync(2_000)
  await reading
  expect(received?.at(-1)?.type).toBe('RUN_FINISHED')
  expect((await joined).map(({ type }) => type)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED'])
  expect(store.peek({ threadId: 't' })?.last).toMatchObject({ runId: 'r', status: 'finished' })
})

test('an ending that is never stored is sent as store_failed, and the thread is free when the lease expires', async () => {
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

test('a store that does not respond is given up after storePatienceMs', async () => {
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

test('an ending is stored although its events are rejected', async () => {
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

test('events are stored when the store is back, without further events of the agent', async () => {
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

test('failed reads leave no reader open', async () => {
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

test('a thread that cannot be recovered blocks neither other recoveries nor the deletion of old threads', async () => {
  useClock()
  class Poisoned extends MemoryStore {
    override seize(request: SeizeRequest): ReturnType<MemoryStore['seize']> {
      if (request.key.threadId === 'poison') throw new Error('cannot be read')
      return super.seize(request)
    }
  }
  const store = new Poisoned()
  for (const threadId of ['poison', 'fine']) {
    store.claim({
      key: { threadId },
      claimId: threadId,
      runId: `of-${threadId}`,
      agentId: 'a',
      now: 1,
      leaseMs: 1,
    })
  }
  for (const threadId of ['old-1', 'old-2', 'old-3']) store.put({ ...OLD, key: { threadId } })
  const errors: unknown[] = []
  const removed: string[] = []
  const runner = runnerOn(store, {
    retain: { maxAgeMs: 3_600_000 },
    onRemove: ({ key }) => {
      removed.push(key.threadId)
      throw new Error('not my problem')
    },
    observers: [{ onStoreError: (error, run) => errors.push([run?.threadId, String(error)]) }],
  })
  await vi.advanceTimersByTimeAsync(10)
  await runner.threads.list()
  await vi.advanceTimersByTimeAsync(2_500)
  expect(store.peek({ threadId: 'fine' })?.last?.status).toBe('interrupted')
  expect(removed).toEqual(['old-1', 'old-2', 'old-3'])
  expect(errors).toContainEqual(['poison', 'Error: cannot be read'])
})

test('failures to renew claims are reported', async () => {
  useClock()
  class Heartless extends MemoryStore {
    override renew(): never {
      throw new Error('no answer')
    }
  }
  const errors: unknown[] = []
  const onStoreError = (error: unknown): unknown => errors.push(String(error))
  const runner = runnerOn(new Heartless(), { leaseMs: 900, observers: [{ onStoreError }] })
  const agent = scriptedAgent([{ until: new Promise(() => {}) }])
  await runner.start({ threadId: 't', agent, input: inputOf('r') })
  await vi.advanceTimersByTimeAsync(300)
  expect(errors).toEqual(['Error: no answer'])
  await runner.stop({ threadId: 't' })
})

test('a reader that was told store_failed is told how the run ended after all, if the store took it', async () => {
  /** Takes the end of a run, and fails to say so. */
  class Mute extends MemoryStore {
    override finish(request: FinishRequest): void {
      super.finish(request)
      throw new Error('the connection was lost')
    }
  }
  useClock()
  const runner = runnerOn(new Mute(), { storePatienceMs: 500 })
  const input = inputOf('r1')
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['hello'])), input })
  const reader = run.reader()
  const cursors: string[] = []
  const told = (async () => {
    for (let chunk = await reader.next(1); chunk !== null; chunk = await reader.next(1))
      cursors.push(toCursor(chunk.log, chunk.through))
  })()
  await vi.advanceTimersByTimeAsync(5_000)
  await told
  const [cursor, before] = [cursors.at(-1), cursors.at(-2)]
  for (const each of [cursor, before]) {
    const events = await readAll(await runner.follow({ threadId: 't', cursor: each }))
    expect(events.map(({ type }) => type)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED'])
  }
  expect(new Set(cursors).size).toBe(cursors.length)
})
