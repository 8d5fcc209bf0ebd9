import type { RunLog } from './run-log.ts'
import type { ThreadKey } from './thread-record.ts'
import { type ClaimNews, type FinishRequest, isStaleEpoch, type ThreadStore } from './thread-store.ts'

/** Options of a `StoreWriter`. */
export interface StoreWriterOptions {
  store: ThreadStore
  key: ThreadKey
  runId: string
  epoch: number
  log: RunLog
  /** Milliseconds that events may wait to be written together. */
  flushMs: number
  /** Called with what the store says of the claim. */
  onNews(news: ClaimNews): void
  /** The claim is lost to a later run: nothing more can be written. */
  onFenced(): void
  onError(error: unknown): void
}

const RETRIES_MS = [20, 100, 500]

/** Carries a run's log to the store: in batches, in order, behind the live readers and never in their way. */
export class StoreWriter {
  readonly #options: StoreWriterOptions
  #written: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  #fenced = false

  constructor(options: StoreWriterOptions) {
    this.#options = options
    this.#written = options.log.base
  }

  /** There is something to write. */
  touch(): void {
    if (this.#timer !== undefined || this.#fenced) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#writing = this.#writing.then(() => this.#append())
    }, this.#options.flushMs)
  }

  /**
   * Writes what is left and the end; resolves when the store has them, or has failed for good. False if the claim is
   * lost.
   */
  async finish(request: Omit<FinishRequest, 'key' | 'runId' | 'epoch'>): Promise<boolean> {
    if (this.#timer !== undefined) clearTimeout(this.#timer)
    this.#timer = undefined
    const { store, key, runId, epoch } = this.#options
    await this.#writing
    await this.#append()
    await this.#attempt(() => store.finish({ ...request, key, runId, epoch }))
    return !this.#fenced
  }

  async #append(): Promise<void> {
    const { store, key, runId, epoch, log } = this.#options
    while (log.head > this.#written && !this.#fenced) {
      const batch = log.read(this.#written, Number.POSITIVE_INFINITY)
      const { first, events } = batch
      const marked = batch.marked.map((index) => first + index)
      const news = await this.#attempt(() => store.append({ key, runId, epoch, first, events, marked }))
      // What failed for good stays unwritten and goes with the next batch, so that the store never has a gap.
      if (news === undefined) return
      this.#written += events.length
      this.#options.onNews(news)
    }
  }

  async #attempt<T>(call: () => T | PromiseLike<T>): Promise<T | undefined> {
    for (let tries = 0; !this.#fenced; tries += 1) {
      try {
        return await call()
      } catch (error) {
        if (isStaleEpoch(error)) {
          this.#fenced = true
          this.#options.onFenced()
          return undefined
        }
        this.#options.onError(error)
        const pause = RETRIES_MS[tries]
        if (pause === undefined) return undefined
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
    return undefined
  }
}
