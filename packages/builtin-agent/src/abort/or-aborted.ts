/**
 * Waits for a value, and no longer than until the signal aborts: then it rejects with the signal's reason. What comes later
 * is dropped.
 */
export function orAborted<Value>(value: PromiseLike<Value>, signal: AbortSignal | undefined): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    value.then(resolve, reject).then(() => signal?.removeEventListener('abort', onAbort))
  })
}
