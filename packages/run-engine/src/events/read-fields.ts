// Tests: `read-message.test.ts` and `read-run-input.test.ts`.
/**
 * The result of reading an untrusted value. A legal value is returned as it is (`changed: false`), a value that was
 * repaired as a normalized copy (`changed: true`). A problem is described in plain words and never quotes the value.
 */
export type Read<T> =
  | { readonly ok: true; readonly value: T; readonly changed: boolean }
  | { readonly ok: false; readonly path: string; readonly problem: string }

/** Reads one value. `path` is its location, for the description of a problem. */
export type Reader<T = unknown> = (value: unknown, path: string) => Read<T>

/** One named field of an object. `null` in an optional field reads as absent. */
export interface Field {
  readonly name: string
  readonly read: Reader
  readonly required: boolean
}

/** A required field. */
export function required(name: string, read: Reader): Field {
  return { name, read, required: true }
}

/** An optional field. */
export function optional(name: string, read: Reader): Field {
  return { name, read, required: false }
}

/** The value is legal. */
export function asIs<T>(value: T): Read<T> {
  return { ok: true, value, changed: false }
}

/** The value was replaced by a legal one. */
export function fixed<T>(value: T): Read<T> {
  return { ok: true, value, changed: true }
}

/** The value cannot be repaired. */
export function fault(path: string, problem: string): Read<never> {
  return { ok: false, path, problem }
}

/** Whether a value is an object and no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own field of an object. Inherited fields are not written to the wire. */
export function ownField(record: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** Any value. */
export const readAny: Reader = (value) => asIs(value)

/** A string. */
export const readString: Reader<string> = (value, path) =>
  typeof value === 'string' ? asIs(value) : fault(path, 'must be a string')

/** An object with any content. */
export const readRecord: Reader<Record<string, unknown>> = (value, path) =>
  isRecord(value) ? asIs(value) : fault(path, 'must be an object')

/** One of a few strings. */
export function readOneOf(...choices: readonly string[]): Reader<string> {
  return (value, path) =>
    typeof value === 'string' && choices.includes(value)
      ? asIs(value)
      : fault(path, `must be ${choices.join(' or ')}`)
}

/** The named fields of an object; keys that no field names are kept. */
export function readFields(
  value: Record<string, unknown>,
  path: string,
  fields: readonly Field[],
): Read<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined
  for (const field of fields) {
    const given = ownField(value, field.name)
    if (given === undefined || (given === null && !field.required)) {
      if (field.required) return fault(`${path}.${field.name}`, 'is missing')
      if (given === null) {
        copy ??= { ...value }
        delete copy[field.name]
      }
      continue
    }
    const read = field.read(given, `${path}.${field.name}`)
    if (!read.ok) return read
    if (!read.changed) continue
    copy ??= { ...value }
    copy[field.name] = read.value
  }
  return copy === undefined ? asIs(value) : fixed(copy)
}

/** An object with these fields. */
export function readObject(fields: readonly Field[]): Reader<Record<string, unknown>> {
  return (value, path) =>
    isRecord(value) ? readFields(value, path, fields) : fault(path, 'must be an object')
}

/** An array whose items are all legal. */
export function readList<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return fault(path, 'must be an array')
    const items: T[] = []
    let changed = false
    for (let index = 0; index < value.length; index++) {
      const read = item(value[index], `${path}[${index}]`)
      if (!read.ok) return read
      changed ||= read.changed
      items.push(read.value)
    }
    return changed ? fixed(items) : asIs<readonly T[]>(value)
  }
}
