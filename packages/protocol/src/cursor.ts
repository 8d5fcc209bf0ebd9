/** A position in the log of a thread. */
export interface Cursor {
  /**
   * Identifies the log of one run: the generation of the thread's log, a dot, and the position before the run's first
   * event. The generation changes when a thread is deleted and created again, and when a run is taken over.
   */
  log: string
  /** Events up to and including this one have been read. The first event has position 1. */
  position: number
}

/** Writes a cursor as text: the `id:` of a frame and the `Last-Event-ID` of a request. */
export function toCursor(log: string, position: number): string {
  return `${log}.${position}`
}

/** Reads a cursor. Returns undefined if the text is malformed. */
export function fromCursor(cursor: string): Cursor | undefined {
  const dot = cursor.lastIndexOf('.')
  const digits = cursor.slice(dot + 1)
  if (dot < 1 || !/^\d{1,15}$/.test(digits)) return undefined
  return { log: cursor.slice(0, dot), position: Number(digits) }
}
