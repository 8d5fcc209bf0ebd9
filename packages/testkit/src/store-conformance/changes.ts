import { storedSize } from '@flightdeck/run-engine/store'
import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import {
  appendOf,
  type CreateStore,
  finishOf,
  keyOf,
  mustClaim,
  openStore,
  putOf,
  runOn,
} from './store-under-test.ts'

/** Changes of a list, and removals by limits. */
export function changeTests(create: CreateStore): void {
  test('changes and deletions since a revision are listed once, for their owner only', async () => {
    const { store, other } = await openStore(create)
    await runOn(store, keyOf('old', 'ada'), 1)
    const { revision: since, ...nothing } = await other.changes({ owner: 'ada', limit: 10 })
    const { revision: sinceOfBob } = await other.changes({ owner: 'bob', limit: 10 })
    expect(nothing).toEqual({ reset: false, changed: [], deleted: [] })
    await runOn(store, keyOf('new', 'ada'), 2)
    await runOn(store, keyOf('new', 'ada'), 3)
    await store.update({ key: keyOf('old', 'ada'), now: 4, name: 'named' })
    await runOn(store, keyOf('gone', 'ada'), 5)
    await store.remove(keyOf('gone', 'ada'))
    await runOn(store, keyOf('theirs', 'bob'), 6)
    const page = await other.changes({ owner: 'ada', since, limit: 10 })
    expect(page.changed.map(({ key, name }) => [key.threadId, name])).toEqual([
      ['new', undefined],
      ['old', 'named'],
    ])
    expect(page).toMatchObject({ reset: false, deleted: ['gone'] })
    expect(page.revision).toBeGreaterThan(since)
    expect(await other.changes({ owner: 'ada', since: page.revision, limit: 10 })).toMatchObject({
      changed: [],
      deleted: [],
    })
    const ofBob = await other.changes({ owner: 'bob', since: sinceOfBob, limit: 10 })
    expect(ofBob.changed).toHaveLength(1)
  })

  test('many changes are listed in chunks without loss', async () => {
    const { store } = await openStore(create)
    let { revision: since } = await store.changes({ limit: 1 })
    for (let index = 0; index < 7; index += 1) await runOn(store, keyOf(`t${index}`), index + 1)
    const seen: string[] = []
    for (let round = 0; round < 10; round += 1) {
      const page = await store.changes({ since, limit: 3 })
      expect(page.changed.length + page.deleted.length).toBeLessThanOrEqual(3)
      seen.push(...page.changed.map(({ key }) => key.threadId))
      since = page.revision
    }
    expect(seen).toEqual(['t0', 't1', 't2', 't3', 't4', 't5', 't6'])
  })

  test('a revision of another generation of the store requires a reload', async () => {
    const { store } = await openStore(create)
    await runOn(store, keyOf('t'), 1)
    expect(await store.changes({ since: 1_000_000, limit: 1 })).toMatchObject({ reset: true, changed: [] })
  })

  test('a watcher of a list is notified when it changes', async () => {
    const { store, other } = await openStore(create)
    let woken = 0
    const unwatch = other.watchList('ada', () => {
      woken += 1
    })
    await runOn(store, keyOf('t', 'ada'), 1)
    await eventually(() => woken).toBeGreaterThan(0)
    unwatch()
  })

  test('threads beyond the limits are removed, longest inactive first, and never one with a run', async () => {
    const { store, other } = await openStore(create)
    for (let at = 1; at <= 6; at += 1)
      await runOn(store, keyOf(`t${at}`, at % 2 ? 'ada' : undefined), at * 1_000)
    const live = await mustClaim(store, { key: keyOf('t1', 'ada'), now: 1 })
    const aged = await store.retain({ maxAgeMs: 4_000 }, 7_500)
    expect(aged.map(({ key, reason }) => [key.threadId, reason])).toEqual([
      ['t2', 'age'],
      ['t3', 'age'],
    ])
    expect(aged[0]?.bytes).toBeGreaterThan(0)
    const counted = await store.retain({ maxThreads: 3 }, 7_500)
    expect(counted.map(({ key, reason }) => [key, reason])).toEqual([[keyOf('t4'), 'threads']])
    await runOn(store, keyOf('big'), 9_000, { state: JSON.stringify('x'.repeat(5_000)) })
    const sized = await store.retain({ maxBytes: 6_000 }, 9_500)
    expect(sized).toEqual([])
    const tight = await store.retain({ maxBytes: 5_200 }, 9_500)
    expect(tight.map(({ reason }) => reason)).toContain('bytes')
    expect(await other.peek(keyOf('big'))).toBeDefined()
    expect(await other.peek(keyOf('t2'))).toBeUndefined()
    await store.finish(finishOf(live, { head: live.thread.head + 1 }))
    expect(await store.retain({ maxAgeMs: 1 }, 1_000_000)).not.toEqual([])
    expect((await other.list({ owner: 'ada', limit: 9 })).threads).toEqual([])
  })

  test('all data of a thread counts towards the limits, endings of runs included', async () => {
    const { store } = await openStore(create)
    const [key, next] = [keyOf('t', 'ada'), keyOf('next')]
    const ending = JSON.stringify({ type: 'RUN_FINISHED', result: 'x'.repeat(1_000) })
    const question = { id: 'i', json: '{"id":"i","reason":"confirmation"}' }
    await runOn(store, key, 1, { ending, state: '{"s":1}' })
    await runOn(store, key, 2, { ending, status: 'paused', interrupts: [question] })
    const answers = [{ interruptId: 'i', json: '{"interruptId":"i","status":"resolved"}' }]
    const claimed = await mustClaim(store, { key, now: 3, answers, opening: '["y"]' })
    await store.append(appendOf(claimed, claimed.thread.head + 1, claimed.thread.head + 3))
    await store.finish(finishOf(claimed, { ending, head: claimed.thread.head + 4 }))
    const bytes = storedSize({ ...(await store.get(key)), runs: await store.runs({ key, limit: 9 }) })
    expect(bytes).toBeGreaterThan(3_000)
    expect(await store.put(putOf(next, { ...(await store.get(key)), key: next, runs: [] }))).toBe(true)
    const ofNext = bytes - 3 * ending.length
    expect(await store.retain({ maxBytes: bytes + ofNext }, 9)).toEqual([])
    const limit = { maxBytes: bytes + ofNext - 1 }
    expect(await store.retain(limit, 9)).toMatchObject([{ reason: 'bytes' }])
    expect([...(await store.retain({ maxBytes: 0 }, 9))]).toHaveLength(1)
    await runOn(store, next, 4, { messages: [] })
    const alone = storedSize({ runs: await store.runs({ key: next, limit: 9 }) })
    expect(await store.retain({ maxBytes: alone }, 9)).toEqual([])
    expect(await store.retain({ maxBytes: alone - 1 }, 9)).toEqual([
      { key: next, reason: 'bytes', bytes: alone },
    ])
  })

  test('a running run counts with its input and its events', async () => {
    const { store } = await openStore(create)
    await runOn(store, keyOf('idle'), 1)
    const opening = JSON.stringify(['x'.repeat(1_000)])
    const live = await mustClaim(store, { key: keyOf('live'), opening })
    const said = appendOf(live, 1, 3)
    await store.append(said)
    const size = opening.length + said.events.join('').length
    expect(await store.retain({ maxBytes: size }, 9)).toMatchObject([{ key: keyOf('idle') }])
    expect(await store.retain({ maxBytes: size - 1 }, 9)).toEqual([])
    await store.finish(finishOf(live, { head: 4, ending: '{}' }))
    expect(await store.retain({ maxBytes: 1 }, 9)).toEqual([
      { key: keyOf('live'), reason: 'bytes', bytes: 2 },
    ])
  })
}
