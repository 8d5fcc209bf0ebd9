/**
 * Milliseconds since this machine was started. All its processes read the same value, and setting the time of day does not
 * change it.
 */
export function machineClockMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}
