import { nextGeneration } from '@flightdeck/run-engine/store'
import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../eventually.ts'
import { appendOf, type CreateStore, finishOf, keyOf, mustClaim, openStore } from './store-under-test.ts'

/** Leases of runs whose process is dead. */
export function leaseTests(create: CreateStore): void {
  test('a claim that is not renewed in time is listed as abandoned', async () => {
    const { store, other } = await openStore(create)
    const claimed = await mustClaim(store, { key: keyOf('t', 'ada'), leaseMs: 20 })
    await eventually(async () => (await other.peek(claimed.key))?.running?.abandoned).toBe(true)
    expect(await other.abandoned(10)).toEqual([claimed.key])
    expect(await other.abandoned(0)).toEqual([])
  })

  test('setting the time of day does not end a lease', async () => {
    const { store, other } = await openStore(create)
    const { key, epoch } = await mustClaim(store, { leaseMs: 60_000 })
    const later = Date.now() + 3_600_000
    const clock = vi.spyOn(Date, 'now').mockReturnValue(later)
    onTestFinished(() => clock.mockRestore())
    expect((await other.peek(key))?.running?.abandoned).toBeFalsy()
    expect(await other.abandoned(10)).toEqual([])
    expect(await other.seize({ key, epoch, leaseMs: 60_000 })).toBeUndefined()
  })

  test('a renewed claim is not abandoned', async () => {
    const { store, other } = await openStore(create)
    const { key, epoch } = await mustClaim(store, { leaseMs: 60_000 })
    expect(await store.renew({ claims: [{ key, epoch }], leaseMs: 60_000 })).toEqual([
      { stopRequested: false },
    ])
    expect((await other.peek(key))?.running?.abandoned).toBeFalsy()
    expect(await other.abandoned(10)).toEqual([])
    expect(await other.seize({ key, epoch, leaseMs: 60_000 })).toBeUndefined()
  })

  test('an abandoned run is seized once, and its former holder cannot write', async () => {
    const { store, other } = await openStore(create)
    const claimed = await mustClaim(store, { leaseMs: 20, opening: '[]' })
    const { key, epoch } = claimed
    await store.append(appendOf(claimed, 1, 3))
    await eventually(async () => (await other.peek(key))?.running?.abandoned).toBe(true)
    const seized = await other.seize({ key, epoch, leaseMs: 60_000 })
    expect(seized?.epoch).toBeGreaterThan(epoch)
    expect(seized?.thread.running).toMatchObject({ runId: claimed.runId, base: 0, opening: '[]' })
    expect(await store.seize({ key, epoch, leaseMs: 60_000 })).toBeUndefined()
    const late = async (): Promise<unknown> => store.append(appendOf(claimed, 4, 4))
    await expect(late()).rejects.toMatchObject({ name: 'StaleEpochError' })
    expect(await store.renew({ claims: [{ key, epoch }], leaseMs: 60_000 })).toEqual([undefined])
    expect((await other.peek(key))?.running?.abandoned).toBeFalsy()
    const { generation } = claimed.thread
    expect(seized?.thread.generation).toBe(nextGeneration(generation))
    expect((await store.peek(key))?.generation).toBe(nextGeneration(generation))
    const read = (each: string) => other.read({ key, generation: each, after: 0, maxBytes: 9_999 })
    expect(await read(nextGeneration(generation))).toMatchObject({ gone: false, events: { length: 3 } })
    expect(await read(generation)).toEqual({ gone: true })
    const heir = { ...claimed, epoch: seized?.epoch ?? 0 }
    await other.append(appendOf(heir, 4, 4))
    await other.finish(finishOf(heir, { status: 'interrupted', head: 4 }))
    const lateEnd = async (): Promise<unknown> => store.finish(finishOf(claimed, { head: 9 }))
    await expect(lateEnd()).rejects.toMatchObject({ name: 'StaleEpochError' })
    expect(await store.peek(key)).toMatchObject({ head: 4, last: { status: 'interrupted' } })
  })

  test('claims are renewed together, each with its own result', async () => {
    const { store } = await openStore(create)
    const one = await mustClaim(store, { key: keyOf('one'), runId: 'r' })
    const two = await mustClaim(store, { key: keyOf('two') })
    await store.requestStop(one.key, 'r')
    const claims = [one, { key: keyOf('none'), epoch: 5 }, two]
    expect(await store.renew({ claims, leaseMs: 60_000 })).toEqual([
      { stopRequested: true },
      undefined,
      { stopRequested: false },
    ])
    expect(await store.renew({ claims: [], leaseMs: 60_000 })).toEqual([])
  })
}
