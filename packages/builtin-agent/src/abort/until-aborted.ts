/**
 * Yields the items of a source until it ends or the signal aborts. The `return` of the source is called but not awaited,
 * because it may never settle.
 */
export async function* untilAborted<Item>(
  source: AsyncIterable<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item, void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  let leave = (): void => {}
  let ended = false
  const onAbort = (): void => leave()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    while (!signal?.aborted) {
      const step = await new Promise<IteratorResult<Item> | undefined>((resolve, reject) => {
        leave = () => resolve(undefined)
        iterator.next().then(resolve, reject)
      })
      if (step === undefined) return
      if (step.done) {
        ended = true
        return
      }
      yield step.value
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {})
  }
}
