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
  const run = fromCursor(text)
  const log = run && fromCursor(run.generation)
  if (run === undefined || log === undefined || run.position < log.position) return undefined
  return { generation: log.generation, base: log.position, position: run.position }
}
