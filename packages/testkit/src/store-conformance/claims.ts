import { expect, test } from 'vitest'
import {
  appendOf,
  type CreateStore,
  claimOf,
  finishOf,
  keyOf,
  mustClaim,
  openStore,
  putOf,
  runOn,
} from './store-under-test.ts'

const asked = (id: string): { id: string; json: string } => ({
  id,
  json: JSON.stringify({ id, reason: 'r' }),
})

/** Claims, epochs and resumes. */
export function claimTests(create: CreateStore): void {
  test('a thread has one claim at a time, and epochs grow', async () => {
    const { store } = await openStore(create)
    const first = await mustClaim(store, { runId: 'r1' })
    expect(await store.claim(claimOf())).toMatchObject({
      claimed: false,
      reason: 'busy',
      running: { runId: 'r1', status: 'running', base: 0 },
    })
    await store.finish(finishOf(first, { messages: [{ id: 'm', json: '{"id":"m"}' }], state: '{"s":1}' }))
    const second = await mustClaim(store)
    expect(second.epoch).toBeGreaterThan(first.epoch)
    expect(second.thread).toMatchObject({ messages: [{ id: 'm' }], state: '{"s":1}', last: { runId: 'r1' } })
  })

  test('of concurrent claims from two connections one is granted', async () => {
    const { store, other } = await openStore(create)
    const results = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => (index % 2 ? store : other).claim(claimOf())),
    )
    expect(results.filter(({ claimed }) => claimed)).toHaveLength(1)
  })

  test('a repeated claim is the same claim until its run ends', async () => {
    const { store, other } = await openStore(create)
    const request = claimOf()
    const first = await store.claim(request)
    expect(first.claimed).toBe(true)
    const again = await other.claim(request)
    if (!first.claimed || !again.claimed) throw new Error('a repeated claim was refused')
    expect(again.epoch).toBe(first.epoch)
    expect(again.thread).toMatchObject({ head: 0, generation: first.thread.generation, messages: [] })
  })

  test('epochs keep growing when a thread is deleted and created again', async () => {
    const { store } = await openStore(create)
    const first = await mustClaim(store)
    expect(await store.remove(first.key)).toBe(true)
    const second = await mustClaim(store)
    expect(second.epoch).toBeGreaterThan(first.epoch)
    expect(second.thread.generation).not.toBe(first.thread.generation)
    const late = async (): Promise<unknown> => store.append(appendOf(first, 1, 1))
    await expect(late()).rejects.toMatchObject({ name: 'StaleEpochError' })
  })

  test('an outdated epoch cannot write', async () => {
    const { store } = await openStore(create)
    const first = await mustClaim(store)
    await store.finish(finishOf(first))
    const second = await mustClaim(store, { runId: 'r2' })
    const append = async (): Promise<unknown> => store.append(appendOf(first, 1, 1))
    await expect(append()).rejects.toMatchObject({ name: 'StaleEpochError' })
    expect(await store.get(second.key)).toMatchObject({ head: 0, running: { runId: 'r2' } })
    expect(await store.remove(second.key)).toBe(true)
    const finish = async (): Promise<unknown> => store.finish(finishOf(second, { head: 9 }))
    await expect(finish()).rejects.toMatchObject({ name: 'StaleEpochError' })
    expect(await store.get(second.key)).toBeUndefined()
  })

  test('the input of a run is available while it is running', async () => {
    const { store, other } = await openStore(create)
    const claimed = await mustClaim(store, { opening: '[{"id":"m"}]' })
    expect((await other.peek(claimed.key))?.running?.opening).toBe('[{"id":"m"}]')
    await store.finish(finishOf(claimed))
    expect((await other.peek(claimed.key))?.last?.opening).toBeUndefined()
  })

  test('a stop request reaches the next write or renewal', async () => {
    const { store, other } = await openStore(create)
    const claimed = await mustClaim(store, { runId: 'r' })
    const { key, epoch } = claimed
    expect(await other.requestStop(key, 'another')).toBe(false)
    expect(await store.append(appendOf(claimed, 1, 1))).toEqual({ stopRequested: false })
    expect(await other.requestStop(key, 'r')).toBe(true)
    expect((await store.peek(key))?.running).toMatchObject({ stopRequested: true })
    expect(await store.append(appendOf(claimed, 2, 2))).toEqual({ stopRequested: true })
    expect(await store.renew({ claims: [{ key, epoch }], leaseMs: 1_000 })).toEqual([{ stopRequested: true }])
    await store.finish(finishOf(claimed, { head: 2 }))
    expect(await other.requestStop(key, 'r')).toBe(false)
  })

  test('open interrupts refuse a run that does not resume all of them', async () => {
    const { store } = await openStore(create)
    const key = keyOf('t')
    await runOn(store, key, 10, { status: 'paused', interrupts: [asked('a'), asked('b')] })
    expect((await store.peek(key))?.interrupts).toEqual([asked('a'), asked('b')])
    expect(await store.claim(claimOf())).toMatchObject({
      reason: 'open',
      interrupts: [asked('a'), asked('b')],
    })
    const half = claimOf({ answers: [{ interruptId: 'a', json: '"yes"' }] })
    expect(await store.claim(half)).toMatchObject({ reason: 'open', interrupts: [asked('b')] })
    expect((await store.peek(key))?.interrupts.some(({ answer }) => answer)).toBe(false)
    const claimed = await mustClaim(store, { ...half, claimId: 'c', waives: ['b'] })
    expect(claimed.thread.last).toMatchObject({ status: 'paused' })
    expect((await store.peek(key))?.interrupts).toEqual([
      { ...asked('a'), answer: { json: '"yes"', base: 1 } },
    ])
  })

  test('a resume command closes all interrupts', async () => {
    const { store } = await openStore(create)
    await runOn(store, keyOf('t'), 10, { status: 'paused', interrupts: [asked('a')] })
    await mustClaim(store, { waives: 'all' })
    expect((await store.peek(keyOf('t')))?.interrupts).toEqual([])
  })

  test('an interrupt is answered once: a second answer gets the first one, even while the run is in progress', async () => {
    const { store, other } = await openStore(create)
    const key = keyOf('t')
    await runOn(store, key, 10, { status: 'paused', interrupts: [asked('a')] })
    const yes = { answers: [{ interruptId: 'a', json: '"yes"' }] }
    const results = await Promise.all([store.claim(claimOf(yes)), other.claim(claimOf(yes))])
    expect(results.map(({ claimed }) => claimed).sort()).toEqual([false, true])
    const expected = {
      claimed: false,
      reason: 'answered',
      interrupts: [{ id: 'a', answer: { json: '"yes"', base: 1 } }],
    }
    expect(results.find(({ claimed }) => !claimed)).toMatchObject(expected)
    const no = { answers: [{ interruptId: 'a', json: '"no"' }] }
    expect(await other.claim(claimOf(no))).toMatchObject(expected)
  })

  test('an answer to an unknown interrupt is accepted and remembered', async () => {
    const { store, other } = await openStore(create)
    const answers = [{ interruptId: 'x', json: '"yes"' }]
    const claimed = await mustClaim(store, { answers })
    const answer = { json: '"yes"', base: claimed.thread.head }
    const expected = { claimed: false, reason: 'answered', interrupts: [{ id: 'x', answer }] }
    expect(await other.claim(claimOf({ answers }))).toMatchObject(expected)
    await store.finish(finishOf(claimed, { head: 2 }))
    expect(await other.claim(claimOf({ answers }))).toMatchObject(expected)
    expect((await other.peek(keyOf('t')))?.interrupts).toEqual([{ id: 'x', answer }])
    await mustClaim(store, {})
  })

  test('the last hundred resumes are recorded', async () => {
    const { store } = await openStore(create)
    const answers = Array.from({ length: 101 }, (_, index) => ({ interruptId: `x${index}`, json: '1' }))
    const claimed = await mustClaim(store, { answers: answers.slice(0, 100) })
    await store.finish(finishOf(claimed, { head: 2 }))
    const next = await mustClaim(store, { answers: answers.slice(100) })
    await store.finish(finishOf(next, { head: 4 }))
    const known = (await store.peek(keyOf('t')))?.interrupts ?? []
    expect(known.map(({ id }) => id)).toEqual(answers.slice(1).map(({ interruptId }) => interruptId))
  })

  test('an interrupt with a repeated id is open again', async () => {
    const { store } = await openStore(create)
    const key = keyOf('t')
    await runOn(store, key, 10, { status: 'paused', interrupts: [asked('a')] })
    const answered = await mustClaim(store, { answers: [{ interruptId: 'a', json: '1' }] })
    await store.finish(finishOf(answered, { status: 'paused', head: 2, interrupts: [asked('a')] }))
    expect((await store.peek(key))?.interrupts).toEqual([asked('a')])
  })

  test('a run of the same id is known while it runs and after it has ended, whatever its input', async () => {
    const { store, other } = await openStore(create)
    const first = await mustClaim(store, { runId: 'r1', inputHash: 'a' })
    const run = { runId: 'r1', base: 0, inputHash: 'a' }
    for (const inputHash of ['a', 'b']) {
      expect(await other.claim(claimOf({ runId: 'r1', inputHash }))).toMatchObject({
        claimed: false,
        reason: 'known',
        run: { ...run, status: 'running' },
      })
    }
    expect(await other.claim(claimOf({ inputHash: 'a' }))).toMatchObject({ reason: 'busy' })
    expect((await other.peek(first.key))?.running).toMatchObject(run)
    await store.finish(finishOf(first, { head: 1 }))
    const second = await mustClaim(store, { runId: 'r2', inputHash: 'a' })
    for (const inputHash of ['a', 'b']) {
      expect(await other.claim(claimOf({ runId: 'r1', inputHash }))).toMatchObject({
        reason: 'known',
        run: { ...run, status: 'finished' },
      })
    }
    await store.finish(finishOf(second, { head: 2 }))
    expect((await other.runs({ key: first.key, limit: 9 })).map(({ inputHash }) => inputHash)).toEqual([
      'a',
      'a',
    ])
    expect((await other.get(first.key))?.last).toMatchObject({ runId: 'r2', inputHash: 'a' })
    await mustClaim(store, { runId: 'r1' })
  })

  test('of the runs with one id the one with the same input is known, else the newest', async () => {
    const { store, other } = await openStore(create)
    const key = keyOf('t')
    const question = await mustClaim(store, { runId: 'r', inputHash: 'q' })
    await store.finish(finishOf(question, { status: 'paused', head: 1, interrupts: [asked('a')] }))
    const answers = [{ interruptId: 'a', json: '1' }]
    const answer = await mustClaim(other, { runId: 'r', inputHash: 'r', answers })
    await other.finish(finishOf(answer, { head: 2 }))
    for (const [inputHash, base] of [
      ['q', 0],
      ['r', 1],
      ['x', 1],
    ] as const) {
      expect(await store.claim(claimOf({ key, runId: 'r', inputHash }))).toMatchObject({
        reason: 'known',
        run: { base },
      })
    }
  })

  test('a run that was imported has no input, and counts as having the same', async () => {
    const { store } = await openStore(create)
    const run = { runId: 'r', agentId: 'a', status: 'finished' as const, base: 0, startedAt: 1, endedAt: 2 }
    expect(await store.put(putOf(keyOf('t'), { head: 1, runs: [run] }))).toBe(true)
    const claimed = await store.claim(claimOf({ runId: 'r', inputHash: 'a' }))
    expect(claimed).toMatchObject({ reason: 'known', run: { runId: 'r', base: 0 } })
  })
}
