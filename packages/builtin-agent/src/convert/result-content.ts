import type { ContentPart } from '@ag-ui/client'
import { writeJson } from '../json/write-json.ts'
import { isContentWithFiles } from '../messages/result-parts.ts'

/** What a tool returned as the content of its result: content with files in it as it is, everything else as text. */
export function resultContent(output: unknown): string | ContentPart[] {
  return isContentWithFiles(output) ? output : resultText(output)
}

/** A value as text: a string as it is, everything else as JSON. */
export function resultText(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return writeJson(value) ?? 'null'
  } catch (error) {
    return errorContent(error)
  }
}

/** The text of a result that says why there is none. */
export function errorContent(error: unknown): string {
  const message = error instanceof Error ? error.message : typeof error === 'string' ? error : undefined
  return JSON.stringify({ error: message || 'The tool failed' })
}
