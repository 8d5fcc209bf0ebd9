/** What the store may hold. */
export interface MemoryLimits {
  /** Threads kept; beyond, the ones unused for longest go. @default 1_000 */
  maxThreads?: number | undefined
  /** Ended runs remembered of each thread; `0` or `Infinity` for all. Messages are kept whatever this says. @default 100 */
  maxRunsPerThread?: number | undefined
  /** Characters of JSON kept; beyond, the threads unused for longest go. @default 536_870_912 (512 Mi) */
  maxBytes?: number | undefined
}

/** A thread that had to go. */
export interface Eviction {
  threadId: string
  owner?: string | undefined
  /** Which limit asked for it. */
  reason: 'age' | 'threads' | 'bytes'
  /** Characters of JSON given up. */
  bytes: number
  /** Threads evicted by this runner so far, this one among them. */
  total: number
}

/** The limits with every default filled in. */
export interface FilledMemoryLimits {
  readonly maxThreads: number
  readonly maxRunsPerThread: number
  readonly maxBytes: number
}

/** @throws RangeError for a limit that is not a positive number. */
export function fillMemoryLimits(limits: MemoryLimits): FilledMemoryLimits {
  return {
    maxThreads: positive('maxThreads', limits.maxThreads ?? 1_000),
    maxRunsPerThread:
      limits.maxRunsPerThread === 0 ? Infinity : positive('maxRunsPerThread', limits.maxRunsPerThread ?? 100),
    maxBytes: positive('maxBytes', limits.maxBytes ?? 512 * 1024 * 1024),
  }
}

function positive(name: string, value: number): number {
  if (!(value > 0)) throw new RangeError(`${name} must be a positive number or Infinity, not ${value}`)
  return value
}
