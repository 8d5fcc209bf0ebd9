/** Milliseconds for a timer: those given, or as many as one takes, almost 25 days. One that is given more fires at once. */
export function clampTimerMs(ms: number): number {
  return Math.min(ms, 2 ** 31 - 1)
}
