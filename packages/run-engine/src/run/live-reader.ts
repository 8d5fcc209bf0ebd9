import { catchUpOf } from '../log/catch-up.ts'
import type { LogChunk, LogReader } from '../log/log-reader.ts'
import type { RunLog } from '../log/run-log.ts'
import type { LiveRun } from './live-run.ts'

/**
 * Reads a running run of this process. Without a position it joins: the conversation snapshot first, then the live
 * events.
 *
 * Tests: `runnerConformance` of `@flightdeck/testkit`.
 */
export class LiveReader implements LogReader {
  readonly #log: RunLog
  /** Set until the reader has a position: the run holds the content of the thread. */
  #run: LiveRun | undefined
  readonly #onClose: () => void
  #after: number | undefined
  #closed = false
  #hasEpilogue = false
  #wake: (() => void) | undefined
  readonly #onMore = (): void => {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  constructor(run: LiveRun, after: number | undefined, onClose: () => void) {
    this.#log = run.log
    this.#run = after === undefined ? run : undefined
    this.#after = after
    this.#onClose = onClose
    this.#log.attach(this)
  }

  next(maxBytes: number): LogChunk | null | Promise<LogChunk | null> {
    const chunk = this.#pull(maxBytes)
    if (chunk !== undefined) return chunk
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.poll(maxBytes, look)
        if (found !== undefined) resolve(found)
      }
      look()
    })
  }

  poll(maxBytes: number, wake: () => void): LogChunk | null | undefined {
    const chunk = this.#pull(maxBytes)
    if (chunk === undefined) {
      this.#wake = wake
      this.#log.onMore(this.#onMore)
    }
    return chunk
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#run = undefined
    this.#log.offMore(this.#onMore)
    this.#log.detach(this)
    this.#onMore()
    this.#onClose()
  }

  /** A chunk, null at the end, undefined if there are no events yet. */
  #pull(maxBytes: number): LogChunk | null | undefined {
    if (this.#closed) return null
    const log = this.#log
    if (this.#run !== undefined) return log.head > log.base ? this.#join(this.#run) : undefined
    if (this.#after === undefined) return null
    if (log.head > this.#after) {
      const chunk = log.read(this.#after, maxBytes)
      this.#after = chunk.through
      return chunk
    }
    if (!log.closed) return undefined
    if (log.epilogue !== undefined && !this.#hasEpilogue) {
      this.#hasEpilogue = true
      return log.epilogue
    }
    this.close()
    return null
  }

  #join(run: LiveRun): LogChunk {
    const { content, openers, head } = run.snapshot()
    const { log, identity } = run
    const { epilogue } = log
    this.#run = undefined
    this.#after = head
    this.#hasEpilogue = epilogue !== undefined
    return catchUpOf({
      log: epilogue?.log ?? log.id,
      threadId: identity.threadId,
      runId: identity.runId,
      content,
      through: epilogue?.through ?? head,
      openers: log.closed ? [] : openers,
      ...(log.closed && { ending: epilogue?.events[0] ?? log.read(head - 1, 1).events[0] }),
    })
  }
}
