import { type EventLike, ThreadRunner } from '@flightdeck/run-engine'
import type { ThreadStore } from '@flightdeck/run-engine/store'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { collect, inputOf, said, textOf } from '../runner-conformance/subject.ts'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import { mortalStore } from './mortal-store.ts'
import { type CreateStore, openStore } from './store-under-test.ts'

const OPTIONS = { leaseMs: 300, flushMs: 1, stopGraceMs: 30 }
/** Lease in milliseconds: longer than a loaded machine may pause. */
const LONG_LEASE_MS = 2_000
const words = ['one ', 'two ', 'three']

function engineOn(store: ThreadStore, options: Partial<typeof OPTIONS> = {}): ThreadRunner {
  const engine = new ThreadRunner(store, { ...OPTIONS, ...options })
  onTestFinished(() => engine.close({ drainMs: 0 }))
  return engine
}

/** A thread whose run has some stored events and a dead process. */
async function deserted(
  create: CreateStore,
  steps: (script: readonly EventLike[]) => readonly EventLike[],
  options: Partial<typeof OPTIONS> = {},
): Promise<{ engine: ThreadRunner; store: ThreadStore; die(): void; runId: string }> {
  const { store, other } = await openStore(create)
  const { store: mortal, die } = mortalStore(store)
  const doomed = new ThreadRunner(mortal, { ...OPTIONS, ...options })
  const input = inputOf('t', { messages: [said('u1', 'count')] })
  const agent = scriptedAgent([...steps(saying(input, words)), { until: new Promise(() => {}) }])
  await doomed.start({ threadId: 't', agent, input })
  return { engine: engineOn(other, options), store: other, die, runId: input.runId }
}

const midway = (script: readonly EventLike[]): readonly EventLike[] => script.slice(0, 4)

/** Recovery of runs whose process died. */
export function recoveryTests(create: CreateStore): void {
  test('a reader in another process sees a run end when its process dies', async () => {
    const { engine, die, runId } = await deserted(create, midway, { leaseMs: LONG_LEASE_MS })
    await eventually(async () => (await engine.threads.get({ threadId: 't' }))?.head).toBe(4)
    const followed = collect(engine.connect({ threadId: 't' }))
    die()
    const events = await followed
    expect(textOf(events, 'm1')).toBe('one two ')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
    expect(await engine.threads.get({ threadId: 't' })).toMatchObject({
      last: { runId, status: 'interrupted' },
    })
  })

  test('a run that is requested again after its process died gets its ending, and runs once', async () => {
    const { engine, die, runId } = await deserted(create, midway, { leaseMs: LONG_LEASE_MS })
    await eventually(async () => (await engine.threads.get({ threadId: 't' }))?.head).toBe(4)
    const agent = scriptedAgent([])
    const input = { ...inputOf('t', { messages: [said('u1', 'count')] }), runId }
    const followed = collect(engine.run({ threadId: 't', agent, input }))
    die()
    for (const events of [await followed, await collect(engine.run({ threadId: 't', agent, input }))]) {
      expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
    }
    expect(textOf(await followed, 'm1')).toBe('one two ')
    const other = { ...input, messages: [] }
    await expect(engine.start({ threadId: 't', agent, input: other })).rejects.toMatchObject({
      code: 'run_id_conflict',
    })
    expect(agent.inputs).toEqual([])
  })

  test('a later reader finds the messages, the question and an ending', async () => {
    const { engine, die } = await deserted(create, midway, { leaseMs: LONG_LEASE_MS })
    await eventually(async () => (await engine.threads.get({ threadId: 't' }))?.head).toBe(4)
    die()
    await eventually(() => engine.isRunning({ threadId: 't' })).toBe(false)
    const events = await collect(engine.connect({ threadId: 't' }))
    expect(events.find(({ type }) => type === 'MESSAGES_SNAPSHOT')?.messages).toMatchObject([
      { id: 'u1', content: 'count' },
      { id: 'm1', content: 'one two ' },
    ])
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
  })

  test('a run whose process died before its first stored event has its input and an ending', async () => {
    const { store, other } = await openStore(create)
    await store.claim({
      key: { threadId: 't' },
      claimId: 'c',
      runId: 'r',
      agentId: 'a',
      now: 1,
      leaseMs: 20,
      opening: JSON.stringify([said('u1', 'anybody?')]),
    })
    const engine = engineOn(other)
    await eventually(() => engine.isRunning({ threadId: 't' })).toBe(false)
    const content = await engine.threads.content({ threadId: 't' })
    expect(content?.messages.map(({ id }) => id)).toEqual(['u1'])
    const events = await collect(engine.connect({ threadId: 't' }))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
  })

  test('a run whose last event was stored keeps its ending', async () => {
    const { store, other } = await openStore(create)
    const input = inputOf('t')
    const claim = {
      key: { threadId: 't' },
      claimId: 'c',
      runId: input.runId,
      agentId: 'a',
      now: 1,
      leaseMs: 20,
    }
    const claimed = await store.claim(claim)
    if (!claimed.claimed) throw new Error('a free thread was refused')
    const events = saying(input, words).map((event) => JSON.stringify(event))
    const { epoch } = claimed
    await store.append({ key: claim.key, runId: input.runId, epoch, first: 1, events, legacy: [] })
    const engine = engineOn(other)
    await eventually(() => engine.isRunning({ threadId: 't' })).toBe(false)
    const thread = await engine.threads.get({ threadId: 't' })
    expect(thread).toMatchObject({ head: events.length, last: { status: 'finished', runId: input.runId } })
    expect(textOf(await collect(engine.connect({ threadId: 't' })), 'm1')).toBe(words.join(''))
  })

  test('reading only the thread, or only its runs, does not report an abandoned run as running', async () => {
    for (const look of ['get', 'runs'] as const) {
      const { engine, store, die, runId } = await deserted(create, midway)
      die()
      await eventually(async () => {
        const running = (await store.peek({ threadId: 't' }))?.running
        return running === undefined || running.abandoned === true
      }).toBe(true)
      const last =
        look === 'get'
          ? (await engine.threads.get({ threadId: 't' }))?.last
          : (await engine.threads.runs({ threadId: 't' }))[0]
      expect(last).toMatchObject({ runId, status: 'interrupted' })
    }
  })

  test('the thread accepts the next run, and an abandoned run can be stopped', async () => {
    const { engine, die } = await deserted(create, midway, { leaseMs: LONG_LEASE_MS })
    die()
    expect(await engine.stop({ threadId: 't' })).toBe(true)
    const input = inputOf('t')
    const run = await engine.start({
      threadId: 't',
      agent: scriptedAgent(saying(input, ['next'], 'm2')),
      input,
    })
    expect((await run.ended).status).toBe('finished')
  })

  test('abandoned runs are ended without access to their threads', async () => {
    const { engine, die } = await deserted(create, midway)
    await engine.threads.list()
    die()
    await eventually(async () => (await engine.threads.list()).threads[0]?.last?.status).toBe('interrupted')
  })

  test('a suspended process cannot write after its thread was seized', async () => {
    const { store, other } = await openStore(create)
    // It renews no lease but can still write.
    const asleep: ThreadStore = new Proxy(store, {
      get: (target, name) => {
        if (name === 'renew') return () => new Promise(() => {})
        const member: unknown = Reflect.get(target, name, target)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
    const sleeper = new ThreadRunner(asleep, OPTIONS)
    const input = inputOf('t')
    let wakeUp = (): void => {}
    const slept = new Promise<void>((resolve) => {
      wakeUp = resolve
    })
    const script = saying(input, words)
    const agent = scriptedAgent([...script.slice(0, 3), { until: slept }, ...script.slice(3)])
    const run = await sleeper.start({ threadId: 't', agent, input })
    const engine = engineOn(other)
    await eventually(() => engine.isRunning({ threadId: 't' })).toBe(false)
    const next = inputOf('t')
    const later = await engine.start({
      threadId: 't',
      agent: scriptedAgent(saying(next, ['x'], 'm2')),
      input: next,
    })
    await later.ended
    wakeUp()
    await run.ended
    await sleeper.close({ drainMs: 0 })
    const { threads } = await engineOn(other).threads.list()
    expect(threads[0]?.last).toMatchObject({ runId: next.runId, status: 'finished' })
    const content = await engineOn(other).threads.content({ threadId: 't' })
    expect(content?.messages.map(({ id, json }) => [id, json.includes('three')])).toEqual([
      ['m1', false],
      ['m2', false],
    ])
  })
}
