import { expect, test } from 'vitest'
import { STORE_METHODS } from '../interleavings/fate.ts'
import { type Played, playSeed } from '../interleavings/play-seed.ts'
import { type CreateStore, openStore } from './store-under-test.ts'

/** The number of seeds that run by default. */
const SEEDS = { inVirtualTime: 10, inRealTime: 3 }

/** Further seeds that run until every method of the store has failed in every way. */
const MORE_SEEDS = 50

/** Milliseconds that one test may take on a loaded machine. */
const timeout = 240_000

const WAYS = ['throws before', 'throws after', 'waits before', 'waits after']

/**
 * Runs generated scenarios against a store with faults. In each, clients of two users and clients without a user share
 * two engines on one store. One engine may die, and calls of the store may fail before they take effect, fail after it,
 * or be delayed. `FAULT_SEEDS=200` runs 200 of them; `FAULT_SEED=7` runs one and prints its steps if it fails;
 * `FAULT_SEED=1-1000` runs a range.
 *
 * A seed determines what clients and agents do and which calls fail. In virtual time it also determines the order of all
 * steps, which a test checks. In real time, for a store with `ownTime`, the order depends on the store.
 */
export function faultTests(create: CreateStore, ownTime: boolean): void {
  const fates = new Set<string>()
  const play = (seed: number): Promise<Played> =>
    playSeed({
      seed,
      open: () => openStore(create),
      inRealTime: ownTime,
      onFate: (method, way) => fates.add(`${method} ${way}`),
    })
  const asked = process.env.FAULT_SEED
  const count = process.env.FAULT_SEEDS ?? (ownTime ? SEEDS.inRealTime : SEEDS.inVirtualTime)
  const seeds = seedsOf(asked ?? `1-${count}`)

  test.for(seeds)(
    'with the faults of seed %i, every reader receives each event once, as the store has it',
    { timeout },
    async (seed) => {
      const { violations, turns } = await play(seed)
      const details = seeds.length === 1 ? `:\n${turns.join('\n')}` : ''
      expect(violations, `FAULT_SEED=${seed} repeats this${details}`).toEqual([])
    },
  )

  if (asked !== undefined || ownTime) return

  test('these seeds and some more cover every fault of every method of the store', { timeout }, async () => {
    const all = STORE_METHODS.flatMap((method) => WAYS.map((way) => `${method} ${way}`))
    const missing = (): string[] => all.filter((each) => !fates.has(each))
    for (let more = 1; more <= MORE_SEEDS && missing().length > 0; more += 1) await play(seeds.length + more)
    expect(missing()).toEqual([])
  })

  test('a seed gives the same steps every time', { timeout }, async () => {
    const [one, other] = [await play(1), await play(1)]
    expect(one.turns.length).toBeGreaterThan(100)
    expect(other.turns).toEqual(one.turns)
  })
}

/** `7`, or `1-1000`. */
function seedsOf(text: string): number[] {
  const [first = 1, last = first] = text.split('-').map(Number)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
