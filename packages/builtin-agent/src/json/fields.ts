/** An object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a value is an object with fields; a list is none. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of a value; none if it is no object. */
export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {}
}

/** A value if it is a string; the empty one otherwise. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
