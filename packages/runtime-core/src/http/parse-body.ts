import { isDeeperThan, parseUntrustedJson } from '@flightdeck/run-engine/internal'
import { RuntimeError } from './runtime-error.ts'

/**
 * Parses untrusted JSON. Text nested deeper than `maxDepth` levels is refused, because code that walks the value later
 * (a clone, a serialiser) may be recursive. Keys that could reach a prototype
 * (`__proto__`, and `constructor` holding a `prototype`) are dropped.
 *
 * @throws RuntimeError `invalid_json`
 */
export function parseJson(text: string, maxDepth: number): unknown {
  if (text.trim() === '') throw invalidJson('The request body is empty')
  if (isDeeperThan(text, maxDepth))
    throw invalidJson(`The body is nested deeper than ${maxDepth} levels (limits.maxJsonDepth)`)
  try {
    return parseUntrustedJson(text)
  } catch (cause) {
    throw invalidJson('The request body is not valid JSON', cause)
  }
}

/** The error for a body that is not JSON. `details` repeats the message, as in CopilotKit's runtime. */
export function invalidJson(message: string, cause?: unknown): RuntimeError {
  return new RuntimeError('invalid_json', message, { details: { details: message }, cause })
}
