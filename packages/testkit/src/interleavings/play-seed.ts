import type { ThreadStore } from '@flightdeck/run-engine/store'
import { vi } from 'vitest'
import { doSomething } from './acts.ts'
import { anyOf, diceOf } from './chance.ts'
import { realClock, virtualClock } from './clock.ts'
import type { StoreMethod } from './fate.ts'
import { KEYS, Scene } from './scene.ts'
import { Turns } from './turns.ts'
import { verdictOn } from './verdict.ts'

/** What a seed is played with. */
export interface PlayOptions {
  seed: number
  /** Opens an empty store, as two processes have it. */
  open(): Promise<{ store: ThreadStore; other: ThreadStore }>
  /** Whether time is the system's, because the store has timers or a clock of its own. */
  inRealTime: boolean
  /** Is told of each call that failed or was late. */
  onFate(method: StoreMethod, how: string): void
}

/** What came of a seed. */
export interface Played {
  /** What does not hold although it must. */
  readonly violations: readonly string[]
  /** Every turn, in order: calls of the store, acts of clients, steps of agents. */
  readonly turns: readonly string[]
}

const CLIENTS = 5
const ACTS_OF_EACH = 9

/**
 * Clients use two engines on one store, whose calls fail and are late, as the seed says. Then all becomes calm, and
 * what everybody was told is held against what the store keeps.
 */
export async function playSeed({ seed, open, inRealTime, onFate }: PlayOptions): Promise<Played> {
  const clock = inRealTime ? realClock() : virtualClock()
  const turns = new Turns(seed, clock)
  const digest = crypto.subtle.digest.bind(crypto.subtle)
  const hashing = vi
    .spyOn(crypto.subtle, 'digest')
    .mockImplementation((...given) => turns.during('others', () => digest(...given)))
  try {
    const { store, other } = await open()
    const scene = new Scene({ seed, clock, turns, stores: [store, other], onFate })
    const clients = Array.from({ length: CLIENTS }, (_, index) => beClient(scene, index))
    try {
      await turns.until(Promise.all(clients))
      await turns.until(scene.allRead())
      scene.calmDown()
      const violations = await turns.until(verdictOn(scene))
      return { violations, turns: turns.given }
    } catch (error) {
      return { violations: [String((error as Error).stack ?? error)], turns: turns.given }
    } finally {
      scene.calmDown()
      await turns.until(Promise.all(scene.engines.map(({ runner }) => runner.close({ drainMs: 0 }))))
    }
  } finally {
    hashing.mockRestore()
    clock.end()
  }
}

/** One act after the other, each for any thread and in any process. */
async function beClient(scene: Scene, index: number): Promise<void> {
  const copy = scene.copyFor(index)
  for (let act = 0; act < ACTS_OF_EACH; act += 1) {
    const name = `client ${index} act ${act}`
    await scene.turns.take(name)
    const dice = diceOf(scene.seed, name)
    const engine = anyOf(dice, scene.engines)
    const key = anyOf(dice, KEYS)
    await scene.act(engine, () => doSomething({ scene, engine, key, dice, name, copy }))
  }
}
