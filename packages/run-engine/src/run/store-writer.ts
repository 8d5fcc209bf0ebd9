import type { RunLog } from '../log/run-log.ts'
import type { ThreadKey } from '../store/thread-record.ts'
import { type ClaimNews, type FinishRequest, isStaleEpoch, type ThreadStore } from '../store/thread-store.ts'
import { timerMs } from '../time/timer-ms.ts'

/** Options of a `StoreWriter`. */
export interface StoreWriterOptions {
  store: ThreadStore
  key: ThreadKey
  runId: string
  epoch: number
  log: RunLog
  /** Milliseconds that events may wait to be written together. */
  flushMs: number
  /** Milliseconds that the end of the run waits for a store that fails or does not answer. */
  patienceMs: number
  /** Called with what the store says of the claim. */
  onNews(news: ClaimNews): void
  /** The claim is lost to a later run: nothing more can be written. */
  onFenced(): void
  onError(error: unknown): void
}

/** What became of a run's end: the store has it; or the claim was lost; or the store failed for too long. */
export type EndWritten = 'kept' | 'fenced' | 'failed'

/** Milliseconds between tries. The last pause is made again and again. */
const PAUSES_MS = [20, 100, 500, 1_000]

/**
 * Carries a run's log to the store: in batches, in order, behind the live readers and never in their way. While the
 * store fails, it tries again for as long as the run lasts.
 */
export class StoreWriter {
  readonly #options: StoreWriterOptions
  readonly #givenUp: Promise<'failed'>
  #written: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  #state: 'open' | 'ending' | 'fenced' | 'given up' = 'open'
  #giveUp: () => void = () => {}

  constructor(options: StoreWriterOptions) {
    this.#options = options
    this.#written = options.log.base
    this.#givenUp = new Promise((resolve) => {
      this.#giveUp = () => resolve('failed')
    })
  }

  /** There is something to write. */
  touch(): void {
    if (this.#timer !== undefined || this.#state !== 'open') return
    this.#timer = setTimeout(() => {
      this.#writing = this.#writing.then(() => {
        this.#timer = undefined
        return this.#append()
      })
    }, this.#options.flushMs)
  }

  /** Writes what is left and the end, and resolves when the store has them or there is no more hope of it. */
  async finish(request: Omit<FinishRequest, 'key' | 'runId' | 'epoch'>): Promise<EndWritten> {
    clearTimeout(this.#timer)
    if (this.#state === 'open') this.#state = 'ending'
    const patience = setTimeout(() => this.giveUp(), timerMs(this.#options.patienceMs))
    const end = await Promise.race([this.#writeEnd(request), this.#givenUp])
    clearTimeout(patience)
    return end
  }

  /** Waits no longer for the store. */
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
      const marked = batch.marked.map((index) => first + index)
      const news = await this.#attempt(
        () => store.append({ key, runId, epoch, first, events, marked }),
        // The end says what the events amount to: it must not wait for ever for events that no store would take.
        (tries) => this.#state === 'open' || tries < PAUSES_MS.length,
      )
      if (news === undefined) return
      this.#written += events.length
      this.#options.onNews(news)
    }
  }

  /** Nothing if the claim is lost, or nobody wants to wait any longer. */
  async #attempt<T>(
    call: () => T | PromiseLike<T>,
    mayTryAgain: (tries: number) => boolean,
  ): Promise<T | undefined> {
    for (let tries = 1; this.#state === 'open' || this.#state === 'ending'; tries += 1) {
      try {
        return await call()
      } catch (error) {
        if (isStaleEpoch(error)) {
          this.#state = 'fenced'
          this.#options.onFenced()
          return undefined
        }
        this.#options.onError(error)
      }
      if (!mayTryAgain(tries)) return undefined
      const pauseMs = PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1]
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    return undefined
  }
}
