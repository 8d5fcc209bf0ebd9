// Tests: `runnerConformance` of `@flightdeck/testkit`.
import type { Awaitable } from '../store/thread-store.ts'

/** Consecutive events for a reader, each as JSON text. */
export interface LogChunk {
  /** Identifies the log of the run: the first part of every cursor into it. */
  log: string
  events: readonly string[]
  /**
   * Position of the first event. Undefined for a conversation snapshot, whose events are not in the log: only its end
   * has a position, `through`.
   */
  first?: number | undefined
  /** Position of a reader after the whole chunk. */
  through: number
  /**
   * True if this process closes before the run of another process has ended: the chunk is the last one of its reader, and the reader's
   * client continues after `through` at another process. @default false
   */
  cutShort?: boolean | undefined
  /** Indexes into `events` of the events that have a legacy form for 0.x clients. */
  legacy: readonly number[]
}

/** A position in the log of a thread. Readers pull; nothing is buffered for them. */
export interface LogReader {
  /** Resolves with the next events, or with null at the end. Only one call at a time. */
  next(maxBytes: number): Awaitable<LogChunk | null>
  /**
   * Like `next`, but without a promise. Returns undefined if there are no events yet; `wake` is then called once when
   * there may be some.
   */
  poll?(maxBytes: number, wake: () => void): LogChunk | null | undefined
  /** Closes the reader. A pending `next` resolves with null at once. The run continues. */
  close(): void
}

/** A reader that is opened when it is first read. */
export function deferredReader(open: () => Promise<LogReader>): LogReader {
  let opened: Promise<LogReader> | undefined
  let closed = false
  return {
    async next(maxBytes) {
      if (closed) return null
      opened ??= open()
      const reader = await opened
      if (closed) reader.close()
      return await reader.next(maxBytes)
    },
    close() {
      closed = true
      opened?.then(
        (reader) => reader.close(),
        () => {},
      )
    },
  }
}

/** A reader of fixed chunks. */
export function readOnce(chunks: readonly LogChunk[]): LogReader {
  const left = [...chunks]
  let closed = false
  return {
    next: () => (closed ? null : (left.shift() ?? null)),
    close: () => {
      closed = true
    },
  }
}
