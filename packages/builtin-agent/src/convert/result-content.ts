import { writeJson } from '../tools/write-json.ts'

/** What a tool returned as the text of its result: a string as it is, everything else as JSON. */
export function resultContent(output: unknown): string {
  if (typeof output === 'string') return output
  try {
    return writeJson(output) ?? 'null'
  } catch (error) {
    return errorContent(error)
  }
}

/** The text of a result that says why there is none. */
export function errorContent(error: unknown): string {
  const message = error instanceof Error ? error.message : typeof error === 'string' ? error : undefined
  return JSON.stringify({ error: message || 'The tool failed' })
}
