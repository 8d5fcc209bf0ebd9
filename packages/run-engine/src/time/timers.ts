/** The longest delay of a timer, almost 25 days. A timer with a longer delay fires at once. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1

/** Limits a delay in milliseconds to what a timer supports. */
export function timerMs(ms: number): number {
  return Math.min(ms, MAX_TIMER_MS)
}

/**
 * Waits for a promise, at most `ms` milliseconds. Returns its value, or undefined if the time is over first.
 *
 * @throws what the promise rejects with
 */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timerMs(ms))
  })
  try {
    return await Promise.race([promise, timeout])
  } finally {
    clearTimeout(timer)
  }
}
