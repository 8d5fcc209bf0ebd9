// Tests: `runnerConformance` of `@flightdeck/testkit`.
import type { RunRecord, ThreadInfo } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'

/** A run that has ended, and the position of its ending. */
export interface EndedRun {
  run: RunRecord
  end: number
}

/** Runs that are looked through for one that a cursor names. */
const MAX_RUNS = 200

/**
 * Finds an ended run by its base, among the latest 200 or another number of them. Runs follow each other without a gap: each one ends where the
 * next one begins. Returns undefined if there is none.
 */
export async function findEndedRun(
  store: ThreadStore,
  { key, last, running, head }: ThreadInfo,
  base: number,
  maxRuns: number = MAX_RUNS,
): Promise<EndedRun | undefined> {
  if (last === undefined || base > last.base) return undefined
  if (base === last.base) return { run: last, end: running?.base ?? head }
  let end = last.base
  for (let seen = 0; seen < maxRuns; seen += MAX_RUNS) {
    const runs = await store.runs({ key, limit: MAX_RUNS, before: end })
    for (const run of runs) {
      if (run.base === base) return { run, end }
      end = run.base
    }
    if (runs.length < MAX_RUNS) return undefined
  }
  return undefined
}
