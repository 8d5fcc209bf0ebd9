/**
 * What a store cannot do at the moment:
 *
 * - `busy`: another process holds a lock. Worth trying again within seconds.
 * - `writes`: reads work, writes do not, for example because the disk is full.
 * - `all`: neither works, for example because the file or the server is gone.
 */
export type StoreUnavailability = 'busy' | 'writes' | 'all'

/**
 * An error of a store that cannot serve a request at the moment, but may serve it later. Requests that fail with it are
 * answered with 503 `store_unavailable`. During one outage a store may reject every call with the same object: the
 * default logger logs it once.
 */
export interface StoreUnavailableError extends Error {
  readonly unavailable: StoreUnavailability
}

/** Whether an error is a `StoreUnavailableError`. Compares the member, so that a store can extend any class of errors. */
export function isStoreUnavailable(error: unknown): error is StoreUnavailableError {
  if (!(error instanceof Error)) return false
  const { unavailable } = error as Partial<StoreUnavailableError>
  return unavailable === 'busy' || unavailable === 'writes' || unavailable === 'all'
}
