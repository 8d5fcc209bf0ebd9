import { chance } from './chance.ts'
import type { Clock } from './clock.ts'

/** Turns after which something that still waits waits for ever. */
const MAX_TURNS = 40_000

/** Rounds of the event loop in which whatever can go on by itself does. */
const SETTLING_ROUNDS = 2

/**
 * What a call that does not return must outlast to be taken to wait for a timer: milliseconds of real time, and rounds of
 * the event loop, for a slow disk may keep the loop from going round.
 */
const PATIENCE = { ms: 300, rounds: 2_000 }

/** How often time passes although somebody could go on. */
const CLOCK_CHANCE = 1 / 16

/** How often several go on at once, and how many. */
const CROWD = { chance: 1 / 8, size: 3 }

interface Waiting {
  readonly name: string
  readonly goOn: () => void
}

/**
 * Whoever wants to go on takes a turn: each call of a store, each act of a client, each step of an agent. All of them
 * wait; when nothing moves any more, the seed says who goes on, or that time passes. So one seed is one interleaving,
 * as long as nothing but turns and the clock moves anybody.
 */
export class Turns {
  /** The turns that were given so far, in order. */
  readonly given: string[] = []
  readonly #seed: number
  readonly #clock: Clock
  #waiting: Waiting[] = []
  readonly #underWay = { calls: 0, others: 0 }

  constructor(seed: number, clock: Clock) {
    this.#seed = seed
    this.#clock = clock
  }

  /** Resolves when it is the turn of who is named. A name is given once. */
  take(name: string): Promise<void> {
    return new Promise((goOn) => {
      this.#waiting.push({ name, goOn })
    })
  }

  /**
   * Does what ends by itself: nobody else goes on before it has. A call may have to wait for timers, and then time
   * passes.
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
