import { expect } from 'vitest'

/** Milliseconds that a loaded machine may need. */
const PATIENCE_MS = 30_000

/** Polls a value until the assertion holds: `await eventually(() => calls).toBe(1)`. */
export function eventually<Value>(read: () => Value): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(read, { timeout: PATIENCE_MS })
}
