import { MAX_TIMER_MS } from '../time/timers.ts'

/** Limits of runs and of their readers. A run that exceeds one of its own ends with RUN_ERROR, code `limit_exceeded`. */
export interface RunLimits {
  /** Events of one run. @default 1_000_000 */
  maxEventsPerRun?: number | undefined
  /** Characters of JSON of all events of one run. @default 268_435_456 (256 Mi) */
  maxBytesPerRun?: number | undefined
  /**
   * Characters of JSON of one event of the agent, at least 256. The `input` in RUN_STARTED does not count.
   * @default 8_388_608 (8 Mi)
   */
  maxEventBytes?: number | undefined
  /**
   * Characters of JSON of the state of a thread, and of the content of each activity; counted while a patch is applied. An
   * import with a larger state is refused. @default 4_194_304 (4 Mi)
   */
  maxStateBytes?: number | undefined
  /** Operations of one JSON Patch of the state or of an activity. @default 10_000 */
  maxPatchOperations?: number | undefined
  /** Duration of a run in milliseconds; no limit from 2_147_483_648 (almost 25 days). @default 3_600_000 (one hour) */
  maxRunMs?: number | undefined
  /** Readers of one thread at a time, not counting the client that started the run. @default 1_000 */
  maxReadersPerThread?: number | undefined
  /** Readers of one owner's threads that wait for a run at a time. @default 1_000 */
  maxWaitingReaders?: number | undefined
  /**
   * Characters of JSON of the logs of ended runs that readers still hold, of all threads together. When there are more, the
   * readers of the oldest ones are disconnected; they can resume. The newest one is kept, whatever its size.
   * @default 67_108_864 (64 Mi)
   */
  maxHeldBytes?: number | undefined
  /** Runs that wait for one thread, under the policy `queue`. @default 16 */
  maxQueuedRuns?: number | undefined
}

/** Limits with every default filled in. */
export type FilledRunLimits = { [K in keyof Required<RunLimits>]: number }

const DEFAULTS: FilledRunLimits = {
  maxEventsPerRun: 1_000_000,
  maxBytesPerRun: 256 * 1024 * 1024,
  maxEventBytes: 8 * 1024 * 1024,
  maxStateBytes: 4 * 1024 * 1024,
  maxPatchOperations: 10_000,
  maxRunMs: 60 * 60 * 1000,
  maxReadersPerThread: 1_000,
  maxWaitingReaders: 1_000,
  maxHeldBytes: 64 * 1024 * 1024,
  maxQueuedRuns: 16,
}

/** Under a smaller limit, hardly an event of any agent would pass. */
const MIN_EVENT_BYTES = 256

/** The names of all limits. */
export const RUN_LIMITS: readonly (keyof RunLimits)[] = Object.keys(DEFAULTS) as (keyof RunLimits)[]

/**
 * Fills in the defaults.
 *
 * @throws RangeError for a limit that is not a positive number, where `Infinity` means no limit, and for `maxEventBytes` below
 *   256; TypeError for a limit that does not exist
 */
export function fillRunLimits(limits: RunLimits = {}): FilledRunLimits {
  requireKnown('limits', limits, RUN_LIMITS)
  const filled = { ...DEFAULTS }
  for (const name of RUN_LIMITS) {
    const value = limits[name]
    requirePositive(`limits.${name}`, value)
    if (value !== undefined) filled[name] = value
  }
  if (filled.maxEventBytes < MIN_EVENT_BYTES) {
    throw new RangeError(
      `limits.maxEventBytes must be at least ${MIN_EVENT_BYTES}, not ${filled.maxEventBytes}`,
    )
  }
  return filled
}

/**
 * Checks that an option has known members only.
 *
 * @throws TypeError for a member that does not exist, such as a limit that is misspelt
 */
export function requireKnown(name: string, given: object | undefined, known: readonly string[]): void {
  const unknown = Object.keys(given ?? {}).find((member) => !known.includes(member))
  if (unknown === undefined) return
  throw new TypeError(`${name} has no member '${unknown}'. Its members are: ${known.join(', ')}.`)
}

/**
 * Checks that a limit is undefined, a positive number or `Infinity`.
 *
 * @throws RangeError if it is not
 */
export function requirePositive(name: string, value: number | undefined): void {
  if (value === undefined || (typeof value === 'number' && value > 0)) return
  throw new RangeError(`${name} must be a positive number or Infinity, not ${shown(value)}`)
}

/**
 * Checks that a duration is undefined or a number of milliseconds that a timer supports. Where 0 is allowed, it means at
 * once.
 *
 * @throws RangeError if it is not
 */
export function requireDuration(
  name: string,
  ms: number | undefined,
  { isZeroAllowed = true }: { isZeroAllowed?: boolean | undefined } = {},
): void {
  if (ms === undefined) return
  if (typeof ms === 'number' && (ms > 0 || (ms === 0 && isZeroAllowed)) && ms <= MAX_TIMER_MS) return
  const range = isZeroAllowed ? `between 0 and ${MAX_TIMER_MS}` : `positive and at most ${MAX_TIMER_MS}`
  throw new RangeError(`${name} must be ${range} milliseconds, not ${shown(ms)}`)
}

/** A value in a message: a string is quoted, because `'60'` looks like a number. */
function shown(value: unknown): string {
  return typeof value === 'string' ? `the string '${value}'` : String(value)
}
