/**
 * Waits for a value until the signal aborts: then it rejects with the reason of the signal. A later value
 * is ignored.
 */
export function orAborted<Value>(value: PromiseLike<Value>, signal: AbortSignal | undefined): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    value.then(resolve, reject).then(() => signal?.removeEventListener('abort', onAbort))
  })
}
