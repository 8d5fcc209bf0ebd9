import type { ListRequest, ThreadStore } from '@flightdeck/run-engine/store'
import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { type CreateStore, finishOf, keyOf, mustClaim, openStore, putOf, runOn } from './store-under-test.ts'

async function idsOf(store: ThreadStore, request: Partial<ListRequest> = {}): Promise<string[]> {
  const ids: string[] = []
  let after: ListRequest['after']
  do {
    const page = await store.list({ limit: 3, ...request, after })
    expect(page.threads.length).toBeLessThanOrEqual(request.limit ?? 3)
    ids.push(...page.threads.map(({ key }) => key.threadId))
    after = page.next
  } while (after !== undefined)
  return ids
}

/** Lists of threads. */
export function listTests(create: CreateStore): void {
  test('pages list each thread once, most recently active first', async () => {
    const { store, other } = await openStore(create)
    const times = [5, 3, 9, 9, 9, 9, 1, 7, 9, 4]
    for (const [index, at] of times.entries()) await runOn(store, keyOf(`t${index}`), at)
    const ids = await idsOf(other)
    expect([...ids].sort()).toEqual(times.map((_, index) => `t${index}`))
    const listed = ids.map((id) => times[Number(id.slice(1))])
    expect(listed).toEqual([...times].sort((one, two) => two - one))
    expect((await other.list({ limit: 10 })).next).toBeUndefined()
    expect((await other.list({ limit: 100 })).threads).toHaveLength(10)
  })

  test('activity moves a thread to the front, also if the clock is behind', async () => {
    const { store } = await openStore(create)
    await runOn(store, keyOf('a'), 100)
    await runOn(store, keyOf('b'), 200)
    await runOn(store, keyOf('a'), 300)
    expect(await idsOf(store)).toEqual(['a', 'b'])
    await runOn(store, keyOf('a'), 50)
    expect(await store.peek(keyOf('a'))).toMatchObject({ activeAt: 300, createdAt: 100 })
  })

  test('a thread is listed as running from its claim on', async () => {
    const { store } = await openStore(create)
    const claimed = await mustClaim(store, { runId: 'r', agentId: 'writer', now: 7 })
    const [listed] = (await store.list({ limit: 1 })).threads
    expect(listed).toMatchObject({
      agentId: 'writer',
      archived: false,
      createdAt: 7,
      running: { runId: 'r' },
    })
    expect(listed?.name).toBeUndefined()
    await store.finish(finishOf(claimed))
    const [ended] = (await store.list({ limit: 1 })).threads
    expect(ended?.running).toBeUndefined()
    expect(ended?.last?.status).toBe('finished')
  })

  test('a list can be filtered by agent and archived state', async () => {
    const { store } = await openStore(create)
    for (const [id, agentId] of Object.entries({ a: 'x', b: 'y', c: 'x', d: 'y' })) {
      await store.finish(finishOf(await mustClaim(store, { key: keyOf(id), agentId })))
    }
    await store.update({ key: keyOf('c'), now: 5_000, archived: true })
    expect((await idsOf(store, { agentId: 'x' })).sort()).toEqual(['a'])
    expect((await idsOf(store, { agentId: 'x', archived: 'with' })).sort()).toEqual(['a', 'c'])
    expect(await idsOf(store, { archived: 'only' })).toEqual(['c'])
    expect((await idsOf(store)).sort()).toEqual(['a', 'b', 'd'])
    await store.update({ key: keyOf('c'), now: 6_000, archived: false })
    expect((await idsOf(store, { agentId: 'x' })).sort()).toEqual(['a', 'c'])
  })

  test('pages of archived and other threads are in one order, and a thread belongs to its last agent', async () => {
    const { store } = await openStore(create)
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    for (const [index, id] of ids.entries()) {
      const claimed = await mustClaim(store, {
        key: keyOf(id),
        agentId: index % 3 ? 'x' : 'y',
        now: index + 1,
      })
      await store.finish(finishOf(claimed, { endedAt: index + 1 }))
      if (index % 2) await store.update({ key: keyOf(id), now: 50, archived: true })
    }
    const all = await idsOf(store, { archived: 'with', limit: 2 })
    expect(all).toEqual(['g', 'f', 'e', 'd', 'c', 'b', 'a'])
    expect(await idsOf(store, { agentId: 'x', archived: 'with' })).toEqual(['f', 'e', 'c', 'b'])
    await store.finish(finishOf(await mustClaim(store, { key: keyOf('b'), agentId: 'y', now: 60 })))
    expect(await idsOf(store, { agentId: 'x', archived: 'with' })).toEqual(['f', 'e', 'c'])
    expect(await idsOf(store, { agentId: 'y', archived: 'only' })).toEqual(['b', 'd'])
  })

  test('the same id under two owners, and without an owner, is three threads', async () => {
    const { store } = await openStore(create)
    const keys = [keyOf('t', 'ada'), keyOf('t', 'bob'), keyOf('t')]
    for (const [index, key] of keys.entries()) {
      await runOn(store, key, index + 1, { state: JSON.stringify(index) })
      await store.update({ key, now: 10, name: `name ${index}` })
    }
    for (const [index, key] of keys.entries()) {
      expect(await store.get(key)).toMatchObject({ key, state: JSON.stringify(index), name: `name ${index}` })
      const { threads } = await store.list({ owner: key.owner, limit: 10 })
      expect(threads.map((thread) => thread.name)).toEqual([`name ${index}`])
    }
    expect(await store.list({ owner: '', limit: 10 })).toMatchObject({ threads: [] })
    expect(await store.remove(keyOf('t', 'eve'))).toBe(false)
    expect(await store.update({ key: keyOf('t', 'eve'), now: 1, name: 'mine' })).toBeUndefined()
    expect(await store.clear('ada')).toBe(1)
    expect(await store.peek(keyOf('t', 'bob'))).toMatchObject({ name: 'name 1' })
    expect(await store.clear(undefined)).toBe(1)
    expect(await store.peek(keyOf('t', 'bob'))).toMatchObject({ name: 'name 1' })
  })

  test('no combination of owner and id names the thread of another owner', async () => {
    const { store } = await openStore(create)
    const key = keyOf('t1', 'ann')
    await runOn(store, key, 1)
    const alike = [
      '\u00003:annt1',
      '3:annt1',
      ':annt1',
      'annt1',
      'ann:t1',
      'ann/t1',
      '["ann","t1"]',
      '\u0001"t1"',
    ]
    for (const threadId of alike) {
      for (const owner of [undefined, '', 'a', 'ann']) {
        expect(await store.get(keyOf(threadId, owner))).toBeUndefined()
      }
    }
    for (const threadId of alike) await runOn(store, keyOf(threadId), 2)
    expect(await store.clear(undefined)).toBe(alike.length)
    expect(await store.peek(key)).toMatchObject({ key, activeAt: 1 })
  })

  test('a name can be set and removed, and a generated name does not overwrite it', async () => {
    const { store } = await openStore(create)
    const key = keyOf('t')
    expect(await store.update({ key, now: 1, name: 'x' })).toBeUndefined()
    await runOn(store, key, 1)
    expect(await store.update({ key, now: 5, name: 'first' })).toMatchObject({ name: 'first', updatedAt: 5 })
    expect(await store.update({ key, now: 6, name: 'second', onlyIfUnnamed: true })).toMatchObject({
      name: 'first',
    })
    await runOn(store, key, 8)
    expect((await store.get(key))?.name).toBe('first')
    expect((await store.update({ key, now: 9, name: null }))?.name).toBeUndefined()
    expect((await store.update({ key, now: 9, name: 'no', onlyIfNeverNamed: true }))?.name).toBeUndefined()
    expect(await store.update({ key, now: 9, name: 'third', onlyIfUnnamed: true })).toMatchObject({
      name: 'third',
    })
    expect(await store.peek(key)).toMatchObject({ activeAt: 8 })
  })

  test('deleting a thread removes all its data', async () => {
    const { store, other } = await openStore(create)
    const key = keyOf('t')
    await runOn(store, key, 1)
    expect(await other.remove(key)).toBe(true)
    expect(await store.remove(key)).toBe(false)
    expect(await store.peek(key)).toBeUndefined()
    expect(await store.get(key)).toBeUndefined()
    expect(await store.runs({ key, limit: 9 })).toEqual([])
    expect(await idsOf(store)).toEqual([])
    const again = await mustClaim(store)
    expect(again.thread).toMatchObject({ head: 0, messages: [] })
    expect(again.thread.last).toBeUndefined()
  })

  test('runs are paged, newest first', async () => {
    const { store } = await openStore(create)
    const key = keyOf('t')
    for (let at = 1; at <= 5; at += 1) await runOn(store, key, at)
    const last = await mustClaim(store, { key, runId: 'now' })
    const first = await store.runs({ key, limit: 2 })
    expect(first.map(({ status }) => status)).toEqual(['running', 'finished'])
    expect(first[0]).toMatchObject({ runId: 'now', base: last.thread.head })
    const rest = await store.runs({ key, limit: 9, before: first[1]?.base })
    expect(rest.map(({ startedAt }) => startedAt)).toEqual([4, 3, 2, 1])
  })

  test('an imported thread is created completely, and never replaces an existing one', async () => {
    const { store, other } = await openStore(create)
    const key = keyOf('t', 'ada')
    const thread = putOf(key, {
      name: 'imported',
      archived: true,
      createdAt: 10,
      updatedAt: 20,
      activeAt: 15,
      head: 7,
      messages: [{ id: 'm', json: '{"id":"m"}' }],
      state: '{"s":1}',
      interrupts: [{ id: 'i', json: '{"id":"i"}' }],
      runs: [
        { runId: 'r0', agentId: 'a', status: 'failed', base: 0, startedAt: 10, endedAt: 11, ending: '{}' },
        { runId: 'r1', agentId: 'a', status: 'paused', base: 3, startedAt: 12, endedAt: 15, ending: '{}' },
      ],
    })
    expect(await store.put(thread)).toBe(true)
    const { runs, ...rest } = thread
    expect(await other.get(key)).toMatchObject({ ...rest, last: runs[1] })
    expect((await other.runs({ key, limit: 9 })).map(({ runId }) => runId)).toEqual(['r1', 'r0'])
    expect(await other.put(putOf(key))).toBe(false)
    expect((await other.get(key))?.name).toBe('imported')
    const claimed = await mustClaim(store, { key, answers: [{ interruptId: 'i', json: '1' }] })
    expect(claimed.thread.head).toBe(7)
  })

  test('a change of a thread that was deleted does not reach its successor', async () => {
    const { store, other } = await openStore(create)
    const key = keyOf('t')
    const first = await runOn(store, key, 10)
    const { generation } = first.thread
    const change = { key, now: 20, name: 'late', onlyIfNeverNamed: true, generation }
    expect(await other.remove(key)).toBe(true)
    expect(await store.update(change)).toBeUndefined()
    const second = await runOn(other, key, 30)
    expect(await store.update(change)).toBeUndefined()
    expect((await store.peek(key))?.name).toBeUndefined()
    const current = second.thread.generation
    expect(await store.update({ ...change, generation: current })).toMatchObject({ name: 'late' })
  })

  test('a change reaches a thread whose run was taken over', async () => {
    const { store, other } = await openStore(create)
    const { key, epoch, thread } = await mustClaim(store, { leaseMs: 1 })
    await eventually(async () => (await other.seize({ key, epoch, leaseMs: 60_000 }))?.thread.key).toEqual(
      key,
    )
    const { generation } = thread
    expect(await store.update({ key, now: 20, name: 'kept', generation })).toMatchObject({ name: 'kept' })
  })
}
