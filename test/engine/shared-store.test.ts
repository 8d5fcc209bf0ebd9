import type { LogReader } from '@flightdeck/run-engine'
import {
  type ThreadKey,
  ThreadRunner,
  type ThreadRunnerOptions,
  type ThreadView,
} from '@flightdeck/run-engine/store'
import { MemoryStore } from '@flightdeck/runner-memory'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'

// Two engines over one store stand for two processes: neither knows the live runs of the other.
function twoRunners(options: ThreadRunnerOptions = {}): {
  store: MemoryStore
  here: ThreadRunner
  there: ThreadRunner
} {
  const store = new MemoryStore()
  const made = { stopGraceMs: 30, flushMs: 1, ...options }
  const [here, there] = [new ThreadRunner(store, made), new ThreadRunner(store, made)]
  onTestFinished(async () => {
    await here.close({ drainMs: 0 })
    await there.close({ drainMs: 0 })
  })
  return { store, here, there }
}

const inputOf = (runId: string) => ({ threadId: 't', runId, messages: [], tools: [], context: [] })
const words = Array.from({ length: 30 }, (_, index) => `w${index} `)

type Event = {
  type: string
  messageId?: string
  delta?: string
  messages?: { id: string; content?: string }[]
}

async function readAll(reader: LogReader): Promise<Event[]> {
  const events: Event[] = []
  for (let chunk = await reader.next(200); chunk !== null; chunk = await reader.next(200)) {
    events.push(...chunk.events.map((json) => JSON.parse(json) as Event))
  }
  return events
}

function textOf(events: readonly Event[]): string {
  return events.reduce((text, event) => {
    if (event.type === 'MESSAGES_SNAPSHOT')
      return event.messages?.find(({ id }) => id === 'm1')?.content ?? ''
    return event.type === 'TEXT_MESSAGE_CONTENT' ? text + event.delta : text
  }, '')
}

test.each([3, 10, 25])('a run of another process is followed from its %ith event to its end', async (at) => {
  const { here, there } = twoRunners()
  let goOn = (): void => {}
  const paused = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const input = inputOf('r')
  const script = saying(input, words)
  const agent = scriptedAgent([...script.slice(0, at), { until: paused }, ...script.slice(at)])
  const run = await here.start({ threadId: 't', agent, input })
  const reader = await there.follow({ threadId: 't' })
  const first = await reader.next(1_000)
  goOn()
  const events = [
    ...(first?.events ?? []).map((json) => JSON.parse(json) as Event),
    ...(await readAll(reader)),
  ]
  expect(textOf(events)).toBe(words.join(''))
  expect(events.filter(({ type }) => type === 'RUN_STARTED')).toHaveLength(1)
  expect(events.at(-1)?.type).toBe('RUN_FINISHED')
  expect((await run.ended).status).toBe('finished')
})

test('a run of another process is stopped, and the stop resolves when the thread is free', async () => {
  const { here, there } = twoRunners()
  const agent = scriptedAgent([{ until: new Promise(() => {}) }])
  const run = await here.start({ threadId: 't', agent, input: inputOf('r') })
  expect(await there.isRunning({ threadId: 't' })).toBe(true)
  expect(await there.stop({ threadId: 't', runId: 'another' })).toBe(false)
  expect(await there.stop({ threadId: 't' })).toBe(true)
  expect((await run.ended).status).toBe('cancelled')
  const next = inputOf('next')
  const accepted = await there.start({
    threadId: 't',
    agent: scriptedAgent(saying(next, ['x'])),
    input: next,
  })
  expect((await accepted.ended).status).toBe('finished')
})

test('a thread that is busy in another process rejects a run, or queues it', async () => {
  const { here, there } = twoRunners()
  let goOn = (): void => {}
  const paused = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await here.start({ threadId: 't', agent: scriptedAgent([{ until: paused }]), input: inputOf('first') })
  const second = inputOf('second')
  const agent = scriptedAgent(saying(second, ['x']))
  await expect(there.start({ threadId: 't', agent, input: second })).rejects.toMatchObject({
    code: 'thread_busy',
    running: { runId: 'first' },
  })
  const waiting = await there.start({ threadId: 't', agent, input: second, onConcurrentRun: 'queue' })
  goOn()
  expect((await waiting.ended).status).toBe('finished')
})

test('a store that fails for a while delays and loses no event', async () => {
  class Flaky extends MemoryStore {
    failures = 4
    override append(...given: Parameters<MemoryStore['append']>): ReturnType<MemoryStore['append']> {
      if (this.failures-- > 0) throw new Error('the disk is busy')
      return super.append(...given)
    }
  }
  const store = new Flaky()
  const errors: unknown[] = []
  const runner = new ThreadRunner(store, {
    flushMs: 1,
    observers: [{ onStoreError: (error) => errors.push(error) }],
  })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  const input = inputOf('r')
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, words)), input })
  expect(textOf(await readAll(run.reader()))).toBe(words.join(''))
  await expect
    .poll(async () => textOf(await readAll(await runner.follow({ threadId: 't' }))))
    .toBe(words.join(''))
  expect(errors.length).toBeGreaterThan(0)
})

test('a run that lost its claim ends for its readers and writes nothing more', async () => {
  const { store, here } = twoRunners()
  const script = saying(inputOf('r'), words)
  const steps = [{ waitMs: 50 }, ...script.slice(0, 10), { until: new Promise(() => {}) }]
  const agent = scriptedAgent(steps, { ignoresStop: true })
  const run = await here.start({ threadId: 't', agent, input: inputOf('r') })
  // Another process that considers this one dead ends the run.
  const running = (await store.get({ threadId: 't' }))?.running
  store.finish({
    key: { threadId: 't' },
    runId: 'r',
    epoch: running?.epoch ?? 0,
    status: 'interrupted',
    endedAt: 1,
    ending: '{"type":"RUN_ERROR","message":"gone"}',
    head: 0,
    messages: [],
    state: undefined,
  })
  const later = store.claim({
    key: { threadId: 't' },
    claimId: 'c',
    runId: 'later',
    agentId: 'a',
    now: 2,
    leaseMs: 60_000,
  })
  expect(later.claimed).toBe(true)
  const events = await readAll(run.reader())
  expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
  expect((await run.ended).status).toBe('interrupted')
  expect(store.get({ threadId: 't' })).toMatchObject({ head: 0, running: { runId: 'later' } })
})

test('a stop waits for the process that took a run over to end it', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  /** For this engine, another process is always faster. */
  class Slow extends MemoryStore {
    override seize(): undefined {}
  }
  const store = new Slow()
  const runner = new ThreadRunner(store, { leaseMs: 1_000, stopGraceMs: 0 })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  const key = { threadId: 't' }
  const claimed = store.claim({ key, claimId: 'c', runId: 'r', agentId: 'a', now: 1, leaseMs: 900 })
  if (!claimed.claimed) throw new Error('the thread is busy')
  const stopped = runner.stop(key)
  await vi.advanceTimersByTimeAsync(950)
  const taken = MemoryStore.prototype.seize.call(store, { key, epoch: claimed.epoch, leaseMs: 60_000 })
  if (taken === undefined) throw new Error('the run is not abandoned')
  await vi.advanceTimersByTimeAsync(600)
  const { epoch, thread } = taken
  const events = ['{"type":"RUN_ERROR","message":"gone"}']
  store.append({ key, runId: 'r', epoch, first: 1, events, legacy: [] })
  await vi.advanceTimersByTimeAsync(10)
  const { messages, state } = thread
  const end = { status: 'interrupted', endedAt: 2, ending: events[0] ?? '', head: 1 } as const
  store.finish({ key, runId: 'r', epoch, ...end, messages, state })
  await vi.advanceTimersByTimeAsync(0)
  expect(await stopped).toBe(true)
})

test('an export is consistent although a run ends meanwhile', async () => {
  let meanwhile = (): void => {}
  class Busy extends MemoryStore {
    override get(key: ThreadKey): ThreadView | undefined {
      const thread = super.get(key)
      meanwhile()
      return thread
    }
  }
  const store = new Busy()
  const runner = new ThreadRunner(store)
  onTestFinished(() => runner.close({ drainMs: 0 }))
  const key = { threadId: 't' }
  const input = inputOf('r1')
  await (await runner.start({ ...key, agent: scriptedAgent(saying(input, ['x'])), input })).ended
  const claim = { key, claimId: 'c', runId: 'r2', agentId: 'a', now: 1, leaseMs: 60_000 }
  const claimed = store.claim(claim)
  if (!claimed.claimed) throw new Error('the thread is busy')
  const { epoch, thread } = claimed
  meanwhile = () => {
    meanwhile = () => {}
    const { messages, state } = thread
    const end = { status: 'finished', endedAt: 2, ending: '{}', head: thread.head + 1 } as const
    store.finish({ ...claim, epoch, ...end, messages: [...messages, { id: 'm2', json: '{}' }], state })
  }
  const lines: string[] = []
  for await (const line of runner.threads.export(key)) lines.push(line)
  const exported = lines.map((line) => JSON.parse(line))
  expect(exported[1].value).toMatchObject({ head: thread.head, runs: [{ runId: 'r1' }] })
  expect(exported[1].value.runs).toHaveLength(1)
  expect(exported[2].messages).toHaveLength(thread.messages.length)
})

test('a run of another process ends soon after its thread was deleted by a clear, even if its agent is silent', async () => {
  const { store, here, there } = twoRunners({ leaseMs: 3_600_000 })
  const input = inputOf('r')
  const agent = scriptedAgent([...saying(input, words).slice(0, 5), { until: new Promise(() => {}) }])
  const run = await here.start({ threadId: 't', agent, input })
  await expect.poll(() => store.peek({ threadId: 't' })?.head).toBe(5)
  await there.threads.clear(undefined)
  const events = await readAll(run.reader())
  expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
  expect((await run.ended).status).toBe('interrupted')
})

test.each([
  ['the state that the client sent', { a: 1 }, '{"a":1,"b":2}'],
  ['the state of the thread, if the client sent an empty one', {}, '{"stored":true,"b":2}'],
])('a reader that joins at another process starts from %s', async (_what, state, expected) => {
  const { here, there } = twoRunners()
  const before = scriptedAgent((given) => [
    { type: 'RUN_STARTED', threadId: 't', runId: given.runId },
    { type: 'STATE_SNAPSHOT', snapshot: { stored: true } },
    { type: 'RUN_FINISHED', threadId: 't', runId: given.runId },
  ])
  await (await here.start({ threadId: 't', agent: before, input: inputOf('first') })).ended
  let goOn = (): void => {}
  const paused = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const adding = scriptedAgent((given) => [
    { type: 'RUN_STARTED', threadId: 't', runId: given.runId },
    { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/b', value: 2 }] },
    { until: paused },
    { type: 'RUN_FINISHED', threadId: 't', runId: given.runId },
  ])
  const run = await here.start({ threadId: 't', agent: adding, input: { ...inputOf('second'), state } })
  const readers = await Promise.all([here, there].map((runner) => runner.follow({ threadId: 't' })))
  const firsts = await Promise.all(readers.map((reader) => reader.next(100_000)))
  const states = firsts.map((chunk) => chunk?.events.find((json) => json.includes('STATE_SNAPSHOT')))
  expect(states[1]).toBe(states[0])
  expect(states[1]).toContain(expected)
  goOn()
  await run.ended
})

test('recovery keeps the state that the client sent', async () => {
  const { store, here, there } = twoRunners({ leaseMs: 50, flushMs: 1_000_000 })
  const agent = scriptedAgent([{ until: new Promise(() => {}) }])
  await here.start({ threadId: 't', agent, input: { ...inputOf('r'), state: { n: 1 } } })
  vi.spyOn(store, 'renew').mockRejectedValue(new Error('the process is gone'))
  await expect.poll(async () => (await store.peek({ threadId: 't' }))?.running?.abandoned).toBe(true)
  await readAll(await there.follow({ threadId: 't' }))
  expect((await store.peek({ threadId: 't' }))?.last?.status).toBe('interrupted')
  expect((await store.get({ threadId: 't' }))?.state).toBe('{"n":1}')
})
