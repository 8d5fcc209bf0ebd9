import { writeJson } from '../json/write-json.ts'

/**
 * What a tool returned, as it can be sent to a model: the same value if JSON can write it, and otherwise what JSON makes of it.
 *
 * @throws {TypeError} when JSON can make nothing of it
 */
export function toJsonResult(output: unknown): unknown {
  if (typeof output === 'string') return output
  try {
    JSON.stringify(output)
    return output
  } catch {
    const json = writeJson(output)
    return json === undefined ? undefined : JSON.parse(json)
  }
}
