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
  #wake: (() => void) | undefined

  constructor(run: LiveRun, after: number | undefined, onClose: () => void) {
    this.#run = run
    this.#after = after
    this.#onClose = onClose
  }

  next(maxBytes: number): LogChunk | null | Promise<LogChunk | null> {
    return this.#pull(maxBytes) ?? this.#sleep(maxBytes)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#wake?.()
    this.#onClose()
  }

  /** A chunk, null at the end, nothing if there is nothing yet. */
  #pull(maxBytes: number): LogChunk | null | undefined {
    if (this.#closed) return null
    const { log } = this.#run
    if (this.#after === undefined) return log.head > log.base ? this.#join() : undefined
    if (log.head > this.#after) {
      const { first, events, marked } = log.read(this.#after, maxBytes)
      this.#after += events.length
      return {
        generation: log.generation,
        first,
        events,
        through: this.#after,
        marked: marked.map((position) => position - first),
      }
    }
    if (!log.closed) return undefined
    this.close()
    return null
  }

  #join(): LogChunk {
    const { content, openers, head } = this.#run.snapshot()
    const { log, identity } = this.#run
    this.#after = head
    const prelude = preludeOf({
      generation: log.generation,
      threadId: identity.threadId,
      runId: identity.runId,
      content,
      through: head,
      openers,
      ...(log.closed && { ending: log.read(head - 1, 1).events[0] }),
    })
    return prelude
  }

  #sleep(maxBytes: number): Promise<LogChunk | null> {
    return new Promise((resolve) => {
      const look = (): void => {
        this.#wake = undefined
        forget()
        const chunk = this.#pull(maxBytes)
        if (chunk === undefined) resolve(this.#sleep(maxBytes))
        else resolve(chunk)
      }
      const forget = this.#run.log.onMore(this.#after ?? this.#run.log.base, look)
      this.#wake = look
    })
  }
}
