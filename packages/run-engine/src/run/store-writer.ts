import type { RunLog } from '../log/run-log.ts'
import { isStoreUnavailable, type StoreUnavailableError } from '../store/store-unavailable.ts'
import type { ThreadKey } from '../store/thread-record.ts'
import {
  type ClaimNews,
  type FinishRequest,
  isStaleEpoch,
  lostAfter,
  type ThreadStore,
} from '../store/thread-store.ts'
import { timerMs } from '../time/timers.ts'

/** Options of a `StoreWriter`. */
export interface StoreWriterOptions {
  store: ThreadStore
  key: ThreadKey
  runId: string
  epoch: number
  log: RunLog
  /** Milliseconds for which events are collected before they are written. */
  flushMs: number
  /** Milliseconds for which a failing or hanging store is retried at the end of the run. */
  patienceMs: number
  /** Called with the news of the claim that the store returns. */
  onNews(news: ClaimNews): void
  /** Called when the claim was lost, after which nothing can be written. */
  onFenced(): void
  onError(error: unknown): void
}

/** The result of writing the ending: stored, claim lost, or the store failed for too long. */
export type EndWritten = 'kept' | 'fenced' | 'failed'

/** Milliseconds between attempts. The last value repeats. */
const PAUSES_MS = [20, 100, 500, 1_000]

/**
 * Writes the log of a run to the store, in batches and in order. Live readers never wait for it. Retries while the
 * store fails and the run is running.
 *
 * Tests: `test/engine/failing-store.test.ts` and `runnerConformance` of `@flightdeck/testkit`.
 */
export class StoreWriter {
  readonly #options: StoreWriterOptions
  readonly #givenUp: Promise<'failed'>
  #written: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  #state: 'open' | 'ending' | 'fenced' | 'given up' = 'open'
  #giveUp: () => void = () => {}
  /** Why the last attempt failed, if the store is not available. */
  #outage: StoreUnavailableError | undefined
  readonly #onOutage = new Set<(outage: StoreUnavailableError) => void>()

  constructor(options: StoreWriterOptions) {
    this.#options = options
    this.#written = options.log.base
    this.#givenUp = new Promise((resolve) => {
      this.#giveUp = () => resolve('failed')
    })
  }

  /** Schedules a write. */
  touch(): void {
    if (this.#timer !== undefined || this.#state !== 'open') return
    this.#timer = setTimeout(() => {
      this.#writing = this.#writing.then(() => {
        this.#timer = undefined
        return this.#append()
      })
    }, this.#options.flushMs)
  }

  /**
   * Writes the remaining events and the ending. Resolves when the store has them, or when writing failed for good.
   */
  async finish(request: Omit<FinishRequest, 'key' | 'runId' | 'epoch'>): Promise<EndWritten> {
    clearTimeout(this.#timer)
    if (this.#state === 'open') this.#state = 'ending'
    this.#reportOutage()
    const patience = setTimeout(() => this.giveUp(), timerMs(this.#options.patienceMs))
    const end = await Promise.race([this.#writeEnd(request), this.#givenUp])
    clearTimeout(patience)
    return end
  }

  /**
   * Rejects with the error of the store when the ending cannot be written because the store is not available. Writing
   * is tried again all the same. Never resolves.
   */
  outage(): Promise<never> {
    return new Promise((_, reject) => {
      this.#onOutage.add(reject)
      this.#reportOutage()
    })
  }

  /** Stops waiting for the store. */
  giveUp(): void {
    this.#state = 'given up'
    this.#giveUp()
  }

  async #writeEnd(request: Omit<FinishRequest, 'key' | 'runId' | 'epoch'>): Promise<EndWritten> {
    const { store, key, runId, epoch } = this.#options
    await this.#writing
    await this.#append()
    const kept = await this.#attempt(
      async () => {
        await store.finish({ ...request, key, runId, epoch })
        return 'kept' as const
      },
      () => true,
    )
    return kept ?? (this.#state === 'fenced' ? 'fenced' : 'failed')
  }

  async #append(): Promise<void> {
    const { store, key, runId, epoch, log } = this.#options
    while (log.head > this.#written) {
      const batch = log.read(this.#written, Number.POSITIVE_INFINITY)
      const { first, events } = batch
      const legacy = batch.legacy.map((index) => first + index)
      let kept: number | undefined
      const news = await this.#attempt(
        async () => {
          try {
            return await store.append({ key, runId, epoch, first, events, legacy })
          } catch (error) {
            kept = lostAfter(error)
            if (kept === undefined || kept < log.base || kept >= first) throw error
            return 'lost' as const
          }
        },
        // The ending carries messages and state, so it is written even if the store takes no more events.
        (tries) => this.#state === 'open' || tries < PAUSES_MS.length,
      )
      if (news === undefined) return
      if (news === 'lost') {
        this.#written = kept as number
        continue
      }
      this.#written += events.length
      this.#options.onNews(news)
    }
  }

  /** Returns undefined if the claim was lost or the attempts are over. */
  async #attempt<T>(
    call: () => T | PromiseLike<T>,
    mayTryAgain: (tries: number) => boolean,
  ): Promise<T | undefined> {
    for (let tries = 1; this.#state === 'open' || this.#state === 'ending'; tries += 1) {
      try {
        const result = await call()
        this.#outage = undefined
        return result
      } catch (error) {
        if (isStaleEpoch(error)) {
          this.#state = 'fenced'
          this.#options.onFenced()
          return undefined
        }
        this.#options.onError(error)
        this.#outage = isStoreUnavailable(error) ? error : undefined
        this.#reportOutage()
      }
      if (!mayTryAgain(tries)) return undefined
      const pauseMs = PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1]
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    return undefined
  }

  #reportOutage(): void {
    if (this.#outage === undefined || this.#state !== 'ending') return
    for (const report of this.#onOutage) report(this.#outage)
    this.#onOutage.clear()
  }
}
