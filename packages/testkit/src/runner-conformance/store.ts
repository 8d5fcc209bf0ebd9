import type { ThreadKey, ThreadStore } from '@flightdeck/run-engine'
import { expect, test } from 'vitest'
import type { CreateStore } from './subject.ts'

const key: ThreadKey = { threadId: 't' }
const event = (n: number): string => JSON.stringify({ type: 'CUSTOM', name: 'n', value: n })

/** The store's contract, without an engine in between. */
export function storeTests(create: CreateStore): void {
  const claim = (store: ThreadStore, runId: string, on: ThreadKey = key): ReturnType<ThreadStore['claim']> =>
    store.claim({ key: on, runId, agentId: 'a', now: 1, leaseMs: 60_000 })

  const finish = (
    store: ThreadStore,
    epoch: number,
    runId: string,
    head: number,
  ): ReturnType<ThreadStore['finish']> =>
    store.finish({
      key,
      runId,
      epoch,
      status: 'finished',
      endedAt: 2,
      ending: '{"type":"RUN_FINISHED"}',
      head,
      messages: [{ id: 'm', json: '{"id":"m"}' }],
      state: '{"s":1}',
    })

  test('a thread is claimed once at a time, and epochs grow', async () => {
    const store = await create()
    const first = await claim(store, 'r1')
    expect(await claim(store, 'r2')).toMatchObject({ claimed: false, running: { runId: 'r1' } })
    if (!first.claimed) throw new Error('an empty store refused a claim')
    await finish(store, first.epoch, 'r1', 0)
    const second = await claim(store, 'r2')
    if (!second.claimed) throw new Error('a free thread refused a claim')
    expect(second.epoch).toBeGreaterThan(first.epoch)
    expect(second.thread).toMatchObject({ messages: [{ id: 'm' }], state: '{"s":1}', last: { runId: 'r1' } })
  })

  test('an old epoch can write nothing', async () => {
    const store = await create()
    const first = await claim(store, 'r1')
    if (!first.claimed) throw new Error('an empty store refused a claim')
    await finish(store, first.epoch, 'r1', 0)
    const second = await claim(store, 'r2')
    if (!second.claimed) throw new Error('a free thread refused a claim')
    const append = async (): Promise<unknown> =>
      store.append({ key, runId: 'r1', epoch: first.epoch, first: 1, events: [event(1)], marked: [] })
    await expect(append()).rejects.toMatchObject({ name: 'StaleEpochError' })
    expect(await store.get(key)).toMatchObject({ head: 0, running: { runId: 'r2' } })
  })

  test('what is appended can be read from any position, and a repeated append keeps it once', async () => {
    const store = await create()
    const claimed = await claim(store, 'r')
    if (!claimed.claimed) throw new Error('an empty store refused a claim')
    const { epoch, thread } = claimed
    const first = { key, runId: 'r', epoch, first: 1, events: [event(1), event(2)], marked: [2] }
    expect(await store.append(first)).toEqual({ stopRequested: false })
    await store.append(first)
    await store.append({ ...first, first: 2, events: [event(2), event(3)], marked: [2] })
    const read = (after: number, maxBytes = 1_000): ReturnType<ThreadStore['read']> =>
      store.read({ key, generation: thread.generation, after, maxBytes })
    expect(await read(0)).toEqual({
      gone: false,
      first: 1,
      events: [event(1), event(2), event(3)],
      marked: [2],
    })
    expect(await read(2)).toEqual({ gone: false, first: 3, events: [event(3)], marked: [] })
    expect(await read(3)).toMatchObject({ gone: false, events: [] })
    expect(await read(0, 1)).toMatchObject({ events: [event(1)] })
    expect(await store.read({ key, generation: 'another', after: 0, maxBytes: 1 })).toEqual({ gone: true })
  })

  test('a finished run frees the thread, and finishing it again changes nothing', async () => {
    const store = await create()
    const claimed = await claim(store, 'r')
    if (!claimed.claimed) throw new Error('an empty store refused a claim')
    await store.append({ key, runId: 'r', epoch: claimed.epoch, first: 1, events: [event(1)], marked: [] })
    await finish(store, claimed.epoch, 'r', 1)
    await finish(store, claimed.epoch, 'r', 1)
    const thread = await store.get(key)
    expect(thread).toMatchObject({
      head: 1,
      state: '{"s":1}',
      last: { runId: 'r', status: 'finished', endedAt: 2 },
    })
    expect(thread?.running).toBeUndefined()
    expect(thread?.generation).toBe(claimed.thread.generation)
  })

  test('a wish to stop reaches whoever writes next', async () => {
    const store = await create()
    const claimed = await claim(store, 'r')
    if (!claimed.claimed) throw new Error('an empty store refused a claim')
    expect(await store.requestStop(key, 'another')).toBe(false)
    expect(await store.requestStop(key, 'r')).toBe(true)
    expect((await store.get(key))?.running).toMatchObject({ stopRequested: true })
    const news = await store.append({
      key,
      runId: 'r',
      epoch: claimed.epoch,
      first: 1,
      events: [event(1)],
      marked: [],
    })
    expect(news).toEqual({ stopRequested: true })
  })

  test('whoever watches a thread is woken when it changes, until it stops watching', async () => {
    const store = await create()
    const claimed = await claim(store, 'r')
    if (!claimed.claimed) throw new Error('an empty store refused a claim')
    let woken = 0
    const unwatch = store.watch(key, () => {
      woken += 1
    })
    await store.append({ key, runId: 'r', epoch: claimed.epoch, first: 1, events: [event(1)], marked: [] })
    await expect.poll(() => woken).toBeGreaterThan(0)
    unwatch()
    const before = woken
    await finish(store, claimed.epoch, 'r', 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(woken).toBe(before)
  })
}
