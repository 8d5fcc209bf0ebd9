import type { ReadResult, ThreadStore } from '@flightdeck/run-engine/store'
import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import {
  appendOf,
  type Claimed,
  type CreateStore,
  eventText,
  finishOf,
  keyOf,
  mustClaim,
  openStore,
  runOn,
} from './store-under-test.ts'

const hostile = [
  '\u0000',
  "'; drop table threads; --",
  '%',
  '_',
  '',
  '🧨',
  'a\u0000b',
  'ß'.repeat(300),
  '\u2028',
]

/** The log of a run, during it and afterwards. */
export function logTests(create: CreateStore): void {
  const reader =
    (store: ThreadStore, { key, thread }: Claimed) =>
    async (after: number, maxBytes = 1_000): Promise<ReadResult> =>
      store.read({ key, generation: thread.generation, after, maxBytes })

  test('appended events can be read from any position, and a repeated append stores them once', async () => {
    const { store, other } = await openStore(create)
    const claimed = await mustClaim(store)
    const first = { ...appendOf(claimed, 1, 2), legacy: [2] }
    expect(await store.append(first)).toEqual({ stopRequested: false })
    await store.append(first)
    await store.append({ ...appendOf(claimed, 2, 3), legacy: [2] })
    const read = reader(other, claimed)
    expect(await read(0)).toEqual({
      gone: false,
      first: 1,
      events: [eventText(1), eventText(2), eventText(3)],
      legacy: [2],
    })
    expect(await read(2)).toEqual({ gone: false, first: 3, events: [eventText(3)], legacy: [] })
    expect(await read(3)).toMatchObject({ gone: false, events: [] })
    // A process sends events before it keeps them, so a position may be ahead of the log.
    expect(await read(9)).toMatchObject({ gone: false, events: [] })
    expect(await read(0, 1)).toMatchObject({ events: [eventText(1)] })
    expect(await store.read({ key: claimed.key, generation: 'another', after: 0, maxBytes: 1 })).toEqual({
      gone: true,
    })
  })

  test('finishing a run frees the thread, and finishing again changes nothing', async () => {
    const { store, other } = await openStore(create)
    const claimed = await mustClaim(store, { runId: 'r' })
    await store.append(appendOf(claimed, 1, 1))
    const finish = finishOf(claimed, { head: 2, state: '{"s":1}' })
    await store.finish(finish)
    await store.finish(finish)
    const thread = await other.get(claimed.key)
    expect(thread).toMatchObject({
      head: 2,
      state: '{"s":1}',
      generation: claimed.thread.generation,
      last: { runId: 'r', status: 'finished', endedAt: 2_000, ending: '{"type":"RUN_FINISHED"}' },
    })
    expect(thread?.running).toBeUndefined()
    expect(await store.runs({ key: claimed.key, limit: 10 })).toHaveLength(1)
  })

  test('a finish whose response was lost can be repeated after the next runs have started', async () => {
    const { store, other } = await openStore(create)
    const first = await mustClaim(store, { runId: 'r1' })
    const finish = finishOf(first, { head: 2, state: '{"s":1}' })
    await store.finish(finish)
    const second = await mustClaim(other, { runId: 'r2' })
    await store.finish(finish)
    await other.append(appendOf(second, 3, 3))
    await other.finish(finishOf(second, { head: 4, state: '{"s":2}' }))
    await store.finish(finish)
    const third = await mustClaim(other, { runId: 'r3' })
    await store.finish(finish)
    expect(await other.get(first.key)).toMatchObject({
      head: 4,
      state: '{"s":2}',
      last: { runId: 'r2' },
      running: { runId: 'r3', epoch: third.epoch },
    })
    const runs = await other.runs({ key: first.key, limit: 10 })
    expect(runs.map(({ runId }) => runId)).toEqual(['r3', 'r2', 'r1'])
  })

  test('a read of a finished run gives the rest with its ending, or reports that it is gone', async () => {
    const { store, other } = await openStore(create)
    const claimed = await mustClaim(store)
    await store.append(appendOf(claimed, 1, 2))
    const ending = '{"type":"RUN_FINISHED","outcome":{"type":"cancelled"}}'
    await store.finish(finishOf(claimed, { head: 3, ending, legacyEnding: true }))
    const rest = await reader(other, claimed)(1)
    if (!rest.gone) expect(rest).toMatchObject({ first: 2, events: [eventText(2), ending], legacy: [3] })
    expect(await reader(other, claimed)(3)).toMatchObject({ gone: false, events: [] })
    expect(await reader(other, claimed)(4)).toEqual({ gone: true })
  })

  test('messages are kept in order when changed, added and removed', async () => {
    const { store, other } = await openStore(create)
    const text = (id: string, content: string): { id: string; json: string } => ({
      id,
      json: JSON.stringify({ id, content }),
    })
    const histories = [
      [text('a', '1'), text('b', '1')],
      [text('a', '1'), text('b', '2'), text('c', '1')],
      [text('c', '1'), text('a', '1')],
      [],
      [text('a', '3')],
    ]
    for (const messages of histories) {
      const claimed = await mustClaim(store)
      const kept = messages.map(
        (message) => claimed.thread.messages.find(({ json }) => json === message.json) ?? message,
      )
      await store.finish(finishOf(claimed, { head: claimed.thread.head + 1, messages: kept }))
      expect((await other.get(claimed.key))?.messages).toEqual(messages)
    }
  })

  test('a state can be removed', async () => {
    const { store } = await openStore(create)
    await runOn(store, keyOf('t'), 1, { state: '{"s":1}' })
    expect((await store.get(keyOf('t')))?.state).toBe('{"s":1}')
    await runOn(store, keyOf('t'), 2, { state: undefined })
    expect((await store.get(keyOf('t')))?.state).toBeUndefined()
  })

  test('ids, owners and texts are stored unchanged', async () => {
    const { store, other } = await openStore(create)
    for (const odd of hostile) {
      const key = keyOf(`id${odd}`, `owner${odd}`)
      const claimed = await mustClaim(store, { key, runId: odd, agentId: odd })
      const json = JSON.stringify({ odd })
      await store.append({ ...appendOf(claimed, 1, 1), events: [json] })
      await store.finish(finishOf(claimed, { head: 1, messages: [{ id: odd, json }], ending: json }))
      await store.update({ key, now: 1, name: `name${odd}` })
      expect(await other.get(key)).toMatchObject({
        key,
        agentId: odd,
        name: `name${odd}`,
        messages: [{ id: odd, json }],
        last: { runId: odd, ending: json },
      })
    }
    expect(await store.get(keyOf('id%'))).toBeUndefined()
  })

  test('large events and many small events are stored completely', async () => {
    const { store, other } = await openStore(create)
    const claimed = await mustClaim(store)
    const large = JSON.stringify({ type: 'CUSTOM', value: '\u00fc'.repeat(700_000) })
    await store.append({ ...appendOf(claimed, 1, 1), events: [large] })
    await store.append(appendOf(claimed, 2, 3_000))
    const events: string[] = []
    while (events.length < 3_000) {
      const read = await reader(other, claimed)(events.length, 100_000)
      if (read.gone || read.events.length === 0) break
      events.push(...read.events)
    }
    expect(events).toHaveLength(3_000)
    expect(events[0]).toBe(large)
    expect(events.at(-1)).toBe(eventText(3_000))
  })

  test('a watcher of a thread is notified when it changes, until it stops watching', async () => {
    const { store, other } = await openStore(create)
    const claimed = await mustClaim(store)
    let woken = 0
    const unwatch = other.watch(claimed.key, () => {
      woken += 1
    })
    await store.append(appendOf(claimed, 1, 1))
    await eventually(() => woken).toBeGreaterThan(0)
    unwatch()
    const before = woken
    await store.finish(finishOf(claimed, { head: 1 }))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(woken).toBe(before)
  })
}
