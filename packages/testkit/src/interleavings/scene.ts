import {
  type AcceptedRun,
  RunnerError,
  type RunSummary,
  type ThreadInfo,
  type ThreadKey,
  ThreadRunner,
  type ThreadRunnerOptions,
} from '@flightdeck/run-engine'
import type { ThreadStore } from '@flightdeck/run-engine/store'
import { chance } from './chance.ts'
import type { Clock } from './clock.ts'
import type { StoreMethod } from './fate.ts'
import { Fault, faultyStore } from './faulty-store.ts'
import { Ledger } from './ledger.ts'
import { ThreadListCopy } from './list-copy.ts'
import { readToEnd, type ToldEvent } from './strict-reading.ts'
import type { Turns } from './turns.ts'

/** Two users, and no user. */
export const OWNERS = ['ann', 'bob', undefined] as const

/** The thread ids that each of them uses. */
export const THREAD_IDS = ['t1', 't2', 'copy'] as const

/** Every possible thread. */
export const KEYS: readonly ThreadKey[] = OWNERS.flatMap((owner) =>
  THREAD_IDS.map((threadId) => (owner === undefined ? { threadId } : { threadId, owner })),
)

/** A mark that all content of an owner contains, and no content of another owner. */
export function markOf(owner: string | undefined): string {
  return `<${owner ?? 'no owner'}>`
}

/** A thread's name in messages. */
export function textOf({ threadId, owner }: ThreadKey): string {
  return `${owner ?? 'no owner'}/${threadId}`
}

/** An engine in a process. */
export interface SceneEngine {
  readonly runner: ThreadRunner
  /** Resolves when its process has died, together with its clients. */
  readonly gone: Promise<void>
}

/** A stream that a client has read. */
export interface Told {
  readonly key: ThreadKey
  readonly events: readonly ToldEvent[]
  /** The run whose reader it was; absent for a client that followed the thread. */
  readonly run?: AcceptedRun | undefined
  /** The summary of that run by the engine; absent if another client had already started it. */
  readonly summary?: RunSummary | undefined
}

/** Options of a `Scene`. */
export interface SceneOptions {
  seed: number
  clock: Clock
  turns: Turns
  /** The store, as two processes have it. */
  stores: readonly [ThreadStore, ThreadStore]
  /** Is told of each call that failed or was late. */
  onFate(method: StoreMethod, how: string): void
}

/** Two processes on one store, their clients, and what was seen. */
export class Scene {
  readonly seed: number
  readonly clock: Clock
  readonly turns: Turns
  readonly ledger: Ledger = new Ledger()
  readonly told: Told[] = []
  /** What must not be. */
  readonly violations: string[] = []
  /** How often an answer was carried out, by thread and question. */
  readonly carriedOut: Map<string, { key: ThreadKey; times: number }> = new Map()
  /** The copies of lists that clients keep. */
  readonly copies: ThreadListCopy[] = []
  readonly #options: SceneOptions
  readonly #questions: { key: ThreadKey; id: string }[] = []
  readonly #reading: Promise<void>[] = []
  readonly #engines: SceneEngine[]
  #isCalm = false
  #leave: (() => void) | undefined

  constructor(options: SceneOptions) {
    const { seed, clock, turns, stores } = options
    this.#options = options
    this.seed = seed
    this.clock = clock
    this.turns = turns
    const retain = chance(seed, 'limits') < 0.3 ? { maxThreads: KEYS.length - 2 } : undefined
    this.#engines = [this.#open('a', stores[0], { retain }), this.#open('b', stores[1])]
  }

  /** The engines whose processes are there. */
  get engines(): readonly SceneEngine[] {
    return this.#engines
  }

  /** Records an interrupt that an agent may open on the thread. */
  asked(key: ThreadKey, id: string): void {
    this.#questions.push({ key, id })
  }

  /** The questions that may have been asked on a thread, oldest first. */
  questionsOn(key: ThreadKey): string[] {
    return this.#questions.filter((each) => textOf(each.key) === textOf(key)).map(({ id }) => id)
  }

  /** An agent set to work with an answer. */
  answered(key: ThreadKey, question: string): void {
    const place = `${question} on ${textOf(key)}`
    this.carriedOut.set(place, { key, times: (this.carriedOut.get(place)?.times ?? 0) + 1 })
  }

  /** The copy that a client keeps, of one owner's list. */
  copyFor(client: number): ThreadListCopy {
    const copy = new ThreadListCopy(OWNERS[client % OWNERS.length])
    this.copies.push(copy)
    return copy
  }

  /** The process of the second engine is gone from one moment to the next, and another one takes its place. */
  killOne(): void {
    if (this.#leave === undefined) return
    this.#leave()
    this.#leave = undefined
    this.#engines[1] = this.#open('c', this.#options.stores[1])
  }

  /** From now on nothing goes wrong. */
  calmDown(): void {
    this.#isCalm = true
  }

  /** Reads a run from its start to its end. */
  readRun(engine: SceneEngine, key: ThreadKey, run: AcceptedRun, isRepeated: boolean): void {
    const read = async (): Promise<void> => {
      const events = await readToEnd(run.reader())
      this.told.push({ key, events, run, ...(!isRepeated && { summary: await run.ended }) })
    }
    this.#reading.push(this.#untilGone(engine, read))
  }

  /** Follows a thread to the end of what it holds. */
  follow(engine: SceneEngine, key: ThreadKey): void {
    this.#reading.push(
      this.#untilGone(engine, async () => {
        const events = await readToEnd(await engine.runner.follow(key))
        this.told.push({ key, events })
        this.look(key.owner, events)
      }),
    )
  }

  /** Resolves when all readers have ended. */
  async allRead(): Promise<void> {
    for (let read = 0; read < this.#reading.length; read = this.#reading.length)
      await Promise.all(this.#reading)
  }

  /** What an owner is shown has nothing of another in it. */
  look(owner: string | undefined, shown: unknown): void {
    const text = JSON.stringify(shown) ?? ''
    for (const other of OWNERS) {
      if (other === owner || !text.includes(markOf(other))) continue
      this.violations.push(`${markOf(owner)} was shown something of ${markOf(other)}: ${text.slice(0, 200)}`)
    }
  }

  /** The same of threads, which say whose they are. */
  lookAt(owner: string | undefined, threads: readonly ThreadInfo[]): void {
    this.look(owner, threads)
    for (const { key } of threads) {
      if (key.owner !== owner)
        this.violations.push(`${markOf(owner)} was shown a thread of ${markOf(key.owner)}`)
    }
  }

  /** Does something for a client. It may be refused, or fail as the store does, and ends with its process. */
  async act(engine: SceneEngine, work: () => Promise<void>): Promise<void> {
    await this.#untilGone(engine, work)
  }

  async #untilGone({ gone }: SceneEngine, work: () => Promise<void>): Promise<void> {
    try {
      await Promise.race([work(), gone])
    } catch (error) {
      if (error instanceof Fault || error instanceof RunnerError) return
      this.violations.push(`a client got an unexpected error: ${String((error as Error).stack ?? error)}`)
    }
  }

  #open(name: string, store: ThreadStore, options: ThreadRunnerOptions = {}): SceneEngine {
    const { seed, turns, onFate } = this.#options
    let isDead = false
    let leave = (): void => {}
    const gone = new Promise<void>((resolve) => {
      leave = () => {
        isDead = true
        resolve()
      }
    })
    const faulty = faultyStore(store, {
      seed,
      turns,
      ledger: this.ledger,
      engine: name,
      isCalm: () => this.#isCalm,
      isDead: () => isDead,
      onFate,
    })
    if (name === 'b') this.#leave = leave
    const runner = new ThreadRunner(faulty, { leaseMs: 400, flushMs: 1, stopGraceMs: 20, ...options })
    return { runner, gone }
  }
}
