import type { LiveRun } from './live-run.ts'
import type { LogChunk, LogReader } from './log-reader.ts'
import { preludeOf } from './prelude.ts'

/**
 * Reads a run that lasts in this process. Without a position it joins: the prelude first, then the tail from there.
 */
export class LiveReader implements LogReader {
  readonly #run: LiveRun
  readonly #onClose: () => void
  #after: number | undefined
  #closed = false
  #maxBytes = 0
  #resolve: ((chunk: LogChunk | null) => void) | undefined
  readonly #look = (): void => {
    const chunk = this.#pull()
    if (chunk === undefined) return this.#run.log.onMore(this.#look)
    const resolve = this.#resolve
    this.#resolve = undefined
    resolve?.(chunk)
  }

  constructor(run: LiveRun, after: number | undefined, onClose: () => void) {
    this.#run = run
    this.#after = after
    this.#onClose = onClose
  }

  next(maxBytes: number): LogChunk | null | Promise<LogChunk | null> {
    this.#maxBytes = maxBytes
    const chunk = this.#pull()
    if (chunk !== undefined) return chunk
    return new Promise((resolve) => {
      this.#resolve = resolve
      this.#run.log.onMore(this.#look)
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#run.log.offMore(this.#look)
    if (this.#resolve !== undefined) this.#look()
    this.#onClose()
  }

  /** A chunk, null at the end, nothing if there is nothing yet. */
  #pull(): LogChunk | null | undefined {
    if (this.#closed) return null
    const { log } = this.#run
    if (this.#after === undefined) return log.head > log.base ? this.#join() : undefined
    if (log.head > this.#after) {
      const chunk = log.read(this.#after, this.#maxBytes)
      this.#after = chunk.through
      return chunk
    }
    if (!log.closed) return undefined
    this.close()
    return null
  }

  #join(): LogChunk {
    const { content, openers, head } = this.#run.snapshot()
    const { log, identity } = this.#run
    this.#after = head
    return preludeOf({
      generation: log.generation,
      threadId: identity.threadId,
      runId: identity.runId,
      content,
      through: head,
      openers,
      ...(log.closed && { ending: log.read(head - 1, 1).events[0] }),
    })
  }
}
