import { requirePositive } from '@flightdeck/run-engine/store'

/** Limits of the store. */
export interface MemoryLimits {
  /** Maximum number of threads. The least recently used ones are deleted. @default 1_000 */
  maxThreads?: number | undefined
  /** Ended runs that are kept for each thread; `0` or `Infinity` for all. Messages are not affected. @default 100 */
  maxRunsPerThread?: number | undefined
  /** Maximum characters of JSON. The least recently used threads are deleted. @default 536_870_912 (512 Mi) */
  maxBytes?: number | undefined
}

/** A thread that was deleted. */
export interface Eviction {
  threadId: string
  owner?: string | undefined
  /** The limit that was exceeded. */
  reason: 'age' | 'threads' | 'bytes'
  /** Characters of JSON that were deleted. */
  bytes: number
  /** Threads that this runner has deleted so far, including this one. */
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
  const { maxThreads = 1_000, maxRunsPerThread = 100, maxBytes = 512 * 1024 * 1024 } = limits
  requirePositive('maxThreads', maxThreads)
  requirePositive('maxBytes', maxBytes)
  if (maxRunsPerThread !== 0) requirePositive('maxRunsPerThread', maxRunsPerThread)
  return { maxThreads, maxRunsPerThread: maxRunsPerThread || Infinity, maxBytes }
}
