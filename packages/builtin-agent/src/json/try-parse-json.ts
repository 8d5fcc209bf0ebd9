/** What a text is the JSON of; the text itself if it is no JSON, and anything else as it is. */
export function tryParseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
