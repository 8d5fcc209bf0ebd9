import { chance } from './chance.ts'
import type { Clock } from './clock.ts'

/** Turns after which a call that still waits is treated as stuck. */
const MAX_TURNS = 40_000

/** Rounds of the event loop in which everything that can continue by itself does. */
const SETTLING_ROUNDS = 2

/**
 * How long a call must not return to be treated as waiting for a timer: milliseconds of real time, and rounds of the event
 * loop, because a slow disk may block the loop.
 */
const PATIENCE = { ms: 300, rounds: 2_000 }

/** How often time advances although a task could continue. */
const CLOCK_CHANCE = 1 / 16

/** How often several tasks continue at once, and how many. */
const CROWD = { chance: 1 / 8, size: 3 }

interface Waiting {
  readonly name: string
  readonly goOn: () => void
}

/**
 * A scheduler. Each call of a store, each action of a client and each step of an agent takes a turn and waits. When
 * everything waits, the seed selects the task that continues, or advances the time. One seed is therefore one interleaving,
 * if tasks only depend on turns and the clock.
 */
export class Turns {
  /** The turns so far, in order. */
  readonly given: string[] = []
  readonly #seed: number
  readonly #clock: Clock
  #waiting: Waiting[] = []
  readonly #underWay = { calls: 0, others: 0 }

  constructor(seed: number, clock: Clock) {
    this.#seed = seed
    this.#clock = clock
  }

  /** Resolves when it is the turn of this name. Names are unique. */
  take(name: string): Promise<void> {
    return new Promise((goOn) => {
      this.#waiting.push({ name, goOn })
    })
  }

  /**
   * Runs work that ends by itself. No other task continues before it has ended. A call may wait for timers; then the time
   * advances.
   */
  async during<T>(kind: 'calls' | 'others', work: () => T | PromiseLike<T>): Promise<T> {
    this.#underWay[kind] += 1
    try {
      return await work()
    } finally {
      this.#underWay[kind] -= 1
    }
  }

  /**
   * Gives turns until a promise is fulfilled.
   *
   * @throws Error if that never comes; what the promise is rejected with
   */
  async until<T>(awaited: Promise<T>): Promise<T> {
    let over = false
    const settled = (): void => {
      over = true
    }
    awaited.then(settled, settled)
    for (let turn = 0; turn < MAX_TURNS; turn += 1) {
      await this.#settle()
      if (over) return await awaited
      const name = `turn ${this.given.length}`
      const isIdle = this.#waiting.length === 0
      if (isIdle || chance(this.#seed, `clock at ${name}, ${turn}`) < CLOCK_CHANCE)
        await this.#clock.advance()
      else this.#goOn(name)
    }
    throw new Error(`it never comes to an end; last of all: ${this.given.slice(-20).join('; ')}`)
  }

  /** The order in which they came to wait is left out of account. */
  #goOn(turn: string): void {
    this.#waiting.sort((one, other) => (one.name < other.name ? -1 : 1))
    const size = chance(this.#seed, `crowd at ${turn}`) < CROWD.chance ? CROWD.size : 1
    for (let index = 0; index < size && this.#waiting.length > 0; index += 1) {
      const chosen = Math.floor(chance(this.#seed, `${turn}.${index}`) * this.#waiting.length)
      const [next] = this.#waiting.splice(chosen, 1)
      if (next === undefined) return
      this.given.push(next.name)
      next.goOn()
    }
  }

  async #settle(): Promise<void> {
    for (let round = 0; round < SETTLING_ROUNDS; round += 1) {
      await nextRound()
      const began = performance.now()
      for (let waited = 0; this.#underWay.calls + this.#underWay.others > 0; waited += 1) {
        await nextRound()
        const isPatient = waited < PATIENCE.rounds || performance.now() - began < PATIENCE.ms
        if (this.#underWay.calls > 0 && !isPatient) await this.#clock.advance()
      }
    }
  }
}

function nextRound(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
