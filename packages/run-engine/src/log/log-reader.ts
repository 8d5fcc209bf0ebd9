import type { Awaitable } from '../store/thread-store.ts'

/** Consecutive events for one reader, each as JSON text. */
export interface LogChunk {
  /** The log's incarnation, the first half of a cursor. */
  generation: string
  events: readonly string[]
  /**
   * Position of the first event. Absent for a prelude, whose events restate the log instead of being in it:
   * there only the last one has a position, `through`.
   */
  first?: number | undefined
  /** Position that a reader has reached once it has the whole chunk. */
  through: number
  /** Indexes into `events` of those that 0.x clients must be given in the old spelling. */
  marked: readonly number[]
}

/** A cursor into a thread's log. It pulls; nothing is kept for it while it does not. */
export interface LogReader {
  /** The next events, as soon as there are any; null at the end. One call at a time. */
  next(maxBytes: number): Awaitable<LogChunk | null>
  /**
   * The same without a promise, where a reader can: undefined if there is nothing yet, and then `wake` is called once
   * when it is worth asking again.
   */
  poll?(maxBytes: number, wake: () => void): LogChunk | null | undefined
  /** Ends the reading; a pending `next` resolves with null at once. The run goes on. */
  close(): void
}
