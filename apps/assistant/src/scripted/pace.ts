/**
 * Waits `ms` milliseconds.
 *
 * @throws the signal's reason as soon as it aborts.
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

/** Cuts a text into words that keep the white space before them, so that joining them gives the text back. */
export function toTokens(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? []
}
