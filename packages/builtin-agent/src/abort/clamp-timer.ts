/** Clamps milliseconds to the maximum of a timer, almost 25 days. A timer with a longer delay fires at once. */
export function clampTimerMs(ms: number): number {
  return Math.min(ms, 2 ** 31 - 1)
}
