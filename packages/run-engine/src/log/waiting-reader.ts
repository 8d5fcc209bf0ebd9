// Tests: `runnerConformance` of `@flightdeck/testkit`.
import type { LogChunk, LogReader } from './log-reader.ts'

/** Milliseconds between looks without a notification, because a store may lose one. */
const LOOK_AGAIN_MS = 15_000

/** Options of a `WaitingReader`. */
export interface WaitingReaderOptions {
  /** Calls `notify` when the thread may have changed. Returns a function that ends the subscription. */
  watch(notify: () => void): () => void
  /** Opens the reader of what is new on the thread; undefined while there is nothing. */
  open(): Promise<LogReader | undefined>
  onClose(): void
}

/** Reads a thread on which there is nothing new: waits for the next run, and follows it to its end. */
export class WaitingReader implements LogReader {
  readonly #options: WaitingReaderOptions
  readonly #unwatch: () => void
  #reader: LogReader | undefined
  #mayHaveMore = true
  #closed = false
  #wake = (): void => {}

  constructor(options: WaitingReaderOptions) {
    this.#options = options
    this.#unwatch = options.watch(() => this.#look())
  }

  async next(maxBytes: number): Promise<LogChunk | null> {
    while (!this.#closed && this.#reader === undefined) {
      if (!this.#mayHaveMore) await this.#nextLook()
      this.#mayHaveMore = false
      if (!this.#closed) await this.#openReader()
    }
    if (this.#closed || this.#reader === undefined) return null
    return await this.#reader.next(maxBytes)
  }

  /** Closes the reader if it still waits for a run. */
  endWait(): void {
    if (this.#reader === undefined) this.close()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#unwatch()
    this.#reader?.close()
    this.#wake()
    this.#options.onClose()
  }

  async #openReader(): Promise<void> {
    const reader = await this.#options.open()
    this.#reader = reader
    if (reader === undefined) return
    this.#unwatch()
    if (this.#closed) reader.close()
  }

  #look(): void {
    this.#mayHaveMore = true
    this.#wake()
  }

  async #nextLook(): Promise<void> {
    const timer = setTimeout(() => this.#look(), LOOK_AGAIN_MS)
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    clearTimeout(timer)
  }
}
