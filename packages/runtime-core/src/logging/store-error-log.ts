import type { Logger } from './logger.ts'

/** Logs an error of a store, with the run that it concerns, if any. */
export type StoreErrorLog = (
  error: unknown,
  run?: { readonly threadId: string; readonly runId: string } | undefined,
) => void

/**
 * Creates the log of store errors. A store may fail with one object for as long as it is not available, in requests and in
 * the background: each object is logged once.
 */
export function createStoreErrorLog(logger: Logger): StoreErrorLog {
  const logged = new WeakSet<object>()
  return (error, run) => {
    if (typeof error === 'object' && error !== null) {
      if (logged.has(error)) return
      logged.add(error)
    }
    logger.error('The store of a runner failed', { threadId: run?.threadId, runId: run?.runId, error })
  }
}
