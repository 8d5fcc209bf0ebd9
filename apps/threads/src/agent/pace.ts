/**
 * Waits `ms` milliseconds.
 *
 * @throws the reason of the signal when it is aborted.
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

/** Splits a text into words with their leading white space. Joining them restores the text. */
export function toWords(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? []
}
