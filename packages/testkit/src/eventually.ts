import { expect } from 'vitest'

/** Milliseconds in which a busy machine gets to what it has to do. */
const PATIENCE_MS = 30_000

/** Expects of something that it comes to hold: `await eventually(() => calls).toBe(1)`. It is asked until it does. */
export function eventually<Value>(read: () => Value): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(read, { timeout: PATIENCE_MS })
}
