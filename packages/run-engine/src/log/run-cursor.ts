import { fromCursor } from '@flightdeck/protocol'

/** Where a reader stands: in which run of which generation of a thread's log, and the last event that it has. */
export interface RunCursor {
  generation: string
  /** Position before the first event of the run. */
  base: number
  position: number
}

/** The first part of every cursor into a run's log. */
export function runLogId(generation: string, base: number): string {
  return `${generation}.${base}`
}

/** Reads a cursor. Returns undefined if it is malformed. */
export function readRunCursor(text: string): RunCursor | undefined {
  const cursor = fromCursor(text)
  const run = cursor && fromCursor(cursor.log)
  if (cursor === undefined || run === undefined || cursor.position < run.position) return undefined
  return { generation: run.log, base: run.position, position: cursor.position }
}
