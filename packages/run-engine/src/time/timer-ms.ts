/** The longest time that a timer takes, almost 25 days. One that is given more fires at once. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1

/** Milliseconds for a timer: those given, or as many as one takes. */
export function timerMs(ms: number): number {
  return Math.min(ms, MAX_TIMER_MS)
}
