import { expect, test } from 'vitest'
import { STORE_METHODS } from '../interleavings/fate.ts'
import { type Played, playSeed } from '../interleavings/play-seed.ts'
import { type CreateStore, openStore } from './store-under-test.ts'

/** How many seeds are played unless `FAULT_SEED` names some. */
const SEEDS = { inVirtualTime: 29, inRealTime: 3 }

/** Seeds that are played beyond these, if need be, until everything has failed that can. */
const MORE_SEEDS = 40

/** Milliseconds in which a busy machine has played all that one test plays. */
const timeout = 240_000

const WAYS = ['throws before', 'throws after', 'waits before', 'waits after']

/**
 * What holds whatever a store does. Each seed is a play of its own: clients of two users and of nobody, two engines on one
 * store, one of which may die, and calls of the store that fail before they take effect, fail after it, or are late.
 * `FAULT_SEED=7` plays one seed, and tells all its turns if it fails; `FAULT_SEED=1-1000` plays many.
 *
 * What is the same each time: what clients and agents do, and for each call, known by engine, method, thread and count,
 * whether it fails. In virtual time the order of all turns is the same as well, which a test compares. In real time,
 * for a store with `ownTime`, answers come when they come, and so does who is next.
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
  const seeds = seedsOf(asked ?? `1-${ownTime ? SEEDS.inRealTime : SEEDS.inVirtualTime}`)

  test.for(seeds)(
    'whatever goes wrong in seed %i, readers are told once, and what the store says',
    { timeout },
    async (seed) => {
      const { violations, turns } = await play(seed)
      const details = seeds.length === 1 ? `:\n${turns.join('\n')}` : ''
      expect(violations, `FAULT_SEED=${seed} plays this again${details}`).toEqual([])
    },
  )

  if (asked !== undefined || ownTime) return

  test('every method of the store fails and is late, before and after, in these seeds or a few more', {
    timeout,
  }, async () => {
    const all = STORE_METHODS.flatMap((method) => WAYS.map((way) => `${method} ${way}`))
    const missing = (): string[] => all.filter((each) => !fates.has(each))
    for (let more = 1; more <= MORE_SEEDS && missing().length > 0; more += 1) await play(seeds.length + more)
    expect(missing()).toEqual([])
  })

  test('a seed is the same play every time', { timeout }, async () => {
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
