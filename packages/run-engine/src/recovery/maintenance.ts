import { type RunIdentity, type RunObserver, tellObservers, toIdentity } from '../contract/run-observer.ts'
import { type LiveRun, TAKEN_OVER } from '../run/live-run.ts'
import { keyText, type RunRecord, type ThreadKey } from '../store/thread-record.ts'
import type { Removal, RetainLimits, ThreadStore } from '../store/thread-store.ts'
import { recoverRun } from './recovery.ts'

/** Options of an `Upkeep`. */
export interface UpkeepOptions {
  store: ThreadStore
  leaseMs: number
  retain: RetainLimits | undefined
  observers: readonly RunObserver[]
  onRemove: ((removal: Removal) => void) | undefined
  /** Whether a run of this process lasts on the thread. */
  isLive(key: ThreadKey): boolean
}

interface Held {
  readonly key: ThreadKey
  readonly epoch: number
  readonly run: LiveRun
}

/** Milliseconds that news of a thread may gather before its run looks whether it is asked to stop. */
const LOOK_MS = 50

/** Milliseconds between two rounds at most: abandoned runs are found within. */
const ROUND_MS = 2_000

/** Threads seen to in one go. */
const BATCH = 50

/**
 * What a store needs of whoever runs on it, besides writing: claims are kept alive, abandoned runs are ended, and what
 * is beyond the limits is deleted.
 */
export class Upkeep {
  readonly #options: UpkeepOptions
  readonly #held = new Set<Held>()
  readonly #recovering = new Map<string, Promise<void>>()
  #heartbeat: ReturnType<typeof setInterval> | undefined
  #rounds: ReturnType<typeof setInterval> | undefined
  #round: Promise<void> | undefined
  #closed = false

  constructor(options: UpkeepOptions) {
    this.#options = options
  }

  /** Begins to make rounds, the first at once. Called whenever the store is used; only the first call counts. */
  begin(): void {
    if (this.#rounds !== undefined || this.#closed) return
    this.#rounds = quietInterval(() => this.makeRound(), Math.min(ROUND_MS, this.#options.leaseMs / 2))
    this.makeRound()
  }

  /** Keeps a claim alive while its run lasts, and hears of stops that others ask for. Returns what ends this. */
  attend(key: ThreadKey, epoch: number, run: LiveRun): () => void {
    const { store, leaseMs } = this.#options
    const held = { key, epoch, run }
    this.#held.add(held)
    this.#heartbeat ??= setInterval(() => void this.#reporting(() => this.#renew()), leaseMs / 3)
    let look: ReturnType<typeof setTimeout> | undefined
    const stopIfAsked = async (): Promise<void> => {
      look = undefined
      const thread = await store.peek(key)
      if (thread?.running?.epoch === epoch && thread.running.stopRequested) run.stop()
    }
    const unwatch = store.watch(key, () => {
      look ??= setTimeout(() => void stopIfAsked().catch(() => {}), LOOK_MS)
    })
    return () => {
      unwatch()
      clearTimeout(look)
      this.#held.delete(held)
      if (this.#held.size > 0) return
      clearInterval(this.#heartbeat)
      this.#heartbeat = undefined
    }
  }

  /**
   * Ends an abandoned run in the place of whoever held it. Resolves when it has been tried. A run of this process is left
   * alone: it learns by itself that it was late.
   */
  recover(key: ThreadKey, run: RunRecord): Promise<void> {
    const text = keyText(key)
    const known = this.#recovering.get(text)
    if (known !== undefined) return known
    const { store, leaseMs, observers, isLive } = this.#options
    if (isLive(key)) return Promise.resolve()
    const recovery = recoverRun({ store, key, run, leaseMs, observers }).finally(() => {
      this.#recovering.delete(text)
    })
    this.#recovering.set(text, recovery)
    return recovery
  }

  /** Ends abandoned runs and deletes what is beyond the limits, unless that is being done already. */
  makeRound(): void {
    this.#round ??= this.#look().finally(() => {
      this.#round = undefined
    })
  }

  /** Makes no more rounds; resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#rounds)
    await this.#round
    await Promise.allSettled(this.#recovering.values())
  }

  async #look(): Promise<void> {
    await this.#reporting(() => this.#endAbandoned())
    await this.#reporting(() => this.#removeSurplus())
  }

  async #endAbandoned(): Promise<void> {
    const { store } = this.#options
    for (const key of await store.abandoned(BATCH)) {
      if (this.#closed) return
      let run: RunRecord | undefined
      try {
        run = (await store.peek(key))?.running
        if (run?.abandoned) await this.recover(key, run)
      } catch (error) {
        // One that cannot be ended is no reason to leave the others.
        this.#report(error, run && toIdentity(key, run.runId, run.agentId))
      }
    }
  }

  async #removeSurplus(): Promise<void> {
    const { store, retain, onRemove } = this.#options
    if (retain === undefined) return
    let removed: readonly Removal[]
    do {
      removed = await store.retain(retain, Date.now())
      for (const removal of removed) {
        try {
          onRemove?.(removal)
        } catch {
          // Whoever is told has no say: the other removals are to be told as well.
        }
      }
    } while (removed.length > 0 && !this.#closed)
  }

  async #renew(): Promise<void> {
    const held = [...this.#held]
    const { store, leaseMs } = this.#options
    const news = await store.renew({ claims: held.map(({ key, epoch }) => ({ key, epoch })), leaseMs })
    held.forEach(({ run }, index) => {
      const told = news[index]
      if (told === undefined) run.interrupt(TAKEN_OVER)
      else if (told.stopRequested) run.stop()
    })
  }

  /** Does something in the background; what goes wrong is told to the observers, and tried again by itself. */
  async #reporting(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.#report(error)
    }
  }

  #report(error: unknown, run?: RunIdentity | undefined): void {
    tellObservers(this.#options.observers, (observer) => observer.onStoreError?.(error, run))
  }
}

/** An interval that does not keep a process alive that has nothing else to do. */
function quietInterval(action: () => void, ms: number): ReturnType<typeof setInterval> {
  const timer = setInterval(action, ms)
  const { unref } = timer as { unref?: () => void }
  unref?.call(timer)
  return timer
}
