/** What one run may use. A run that goes over is ended with RUN_ERROR, code `limit_exceeded`. */
export interface RunLimits {
  /** Events of one run. @default 1_000_000 */
  maxEventsPerRun?: number | undefined
  /** Characters of JSON of all events of one run. @default 268_435_456 (256 Mi) */
  maxBytesPerRun?: number | undefined
  /** Characters of JSON of one event. @default 8_388_608 (8 Mi) */
  maxEventBytes?: number | undefined
  /** Milliseconds a run may last; no limit from 2_147_483_648 on (almost 25 days). @default 3_600_000 (an hour) */
  maxRunMs?: number | undefined
  /** Readers of one thread at a time, beside whoever started its run. @default 1_000 */
  maxReadersPerThread?: number | undefined
  /** Runs that may wait for their turn on one thread, under the policy `queue`. @default 16 */
  maxQueuedRuns?: number | undefined
}

/** Limits with every default filled in. */
export type FilledRunLimits = { [K in keyof Required<RunLimits>]: number }

const DEFAULTS: FilledRunLimits = {
  maxEventsPerRun: 1_000_000,
  maxBytesPerRun: 256 * 1024 * 1024,
  maxEventBytes: 8 * 1024 * 1024,
  maxRunMs: 60 * 60 * 1000,
  maxReadersPerThread: 1_000,
  maxQueuedRuns: 16,
}

/**
 * Fills in the defaults.
 *
 * @throws RangeError for a limit that is not a positive number; `Infinity` takes a limit away.
 */
export function fillRunLimits(limits: RunLimits = {}): FilledRunLimits {
  const filled = { ...DEFAULTS }
  for (const name of Object.keys(DEFAULTS) as (keyof FilledRunLimits)[]) {
    const value = limits[name]
    if (value === undefined) continue
    if (!(value > 0))
      throw new RangeError(`limits.${name} must be a positive number or Infinity, not ${value}`)
    filled[name] = value
  }
  return filled
}
