// Tests: `event-guard.test.ts` and `guard.property.test.ts`.
import { encodeEvent } from '../events/encode-event.ts'
import { isRecord } from '../events/read-fields.ts'

/** The unchecked fields of an event. */
export type Fields = Readonly<Record<string, unknown>>

/**
 * Reads the value of a field. Returns a legal value as it is, a repaired one if it can be repaired, otherwise
 * undefined. The JSON form counts: `NaN` is null, a `Date` is a string.
 */
export type ReadValue = (value: unknown, event: Fields) => unknown

/** Whether JSON encodes exactly the object's own fields. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return (
    (prototype === Object.prototype || prototype === null || prototype === Array.prototype) &&
    !('toJSON' in value && typeof value.toJSON === 'function')
  )
}

/** Whether a field of the object is computed each time it is read, so that two reads may differ. */
export function hasGetter(value: object): boolean {
  return Object.keys(value).some((key) => Object.getOwnPropertyDescriptor(value, key)?.get !== undefined)
}

/** The value after a round trip through JSON. */
export function asWritten(value: unknown): unknown {
  return JSON.parse(encodeEvent(value))
}

/** Whether no part of the value has a JSON form of its own, or a getter. */
function isPlainThroughout(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0 || !isPlain(value) || hasGetter(value)) return false
  return Array.isArray(value)
    ? value.every((item) => isPlainThroughout(item, depth - 1))
    : Object.values(value).every((item) => isPlainThroughout(item, depth - 1))
}

/** The value itself if it is plain data, otherwise its JSON form. */
export function plainThroughout(value: unknown): unknown {
  return isPlainThroughout(value, 100) ? value : asWritten(value)
}

/** Any JSON value, null included. */
export function anyValue(value: unknown): unknown {
  switch (typeof value) {
    case 'undefined':
    case 'function':
    case 'symbol':
      return undefined
    case 'bigint':
      return String(value)
    case 'object':
      return value === null || isPlain(value) ? value : asWritten(value)
    default:
      return value
  }
}

/** Any JSON value except null. */
export function someValue(value: unknown): unknown {
  const any = anyValue(value)
  return any === null || (typeof any === 'number' && !Number.isFinite(any)) ? undefined : any
}

/** An object that is not an array, whose fields can be read repeatedly. */
export function stableRecord(value: unknown): Record<string, unknown> | undefined {
  const given = record(value)
  return given !== undefined && hasGetter(given) ? record(asWritten(given)) : given
}

/** An object that is not an array. */
export function record(value: unknown): Record<string, unknown> | undefined {
  const any = anyValue(value)
  return isRecord(any) ? any : undefined
}

/** A string. A number becomes a string, because some agents number their messages. */
export function id(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))
    ? String(value)
    : undefined
}

/** Text. Numbers, booleans and objects become JSON. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const any = someValue(value)
  return any === undefined ? undefined : encodeEvent(any)
}

/** A string. */
export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A boolean. */
export function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/** A safe integer. */
export function safeInteger(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? Number(value) : undefined
}

/** A non-negative safe integer. */
export function count(value: unknown): number | undefined {
  const integer = safeInteger(value)
  return integer !== undefined && integer >= 0 ? integer : undefined
}

/** One of a few strings. */
export function oneOf(...choices: readonly string[]): ReadValue {
  return (value) => (typeof value === 'string' && choices.includes(value) ? value : undefined)
}

/** Reads with `read`; uses `fallback` if that returns undefined. */
export function withDefault(read: ReadValue, fallback: (event: Fields) => unknown): ReadValue {
  return (value, event) => read(value, event) ?? fallback(event)
}

/** The legal items of an array; the same array if all are legal. */
export function list(read: ReadValue): ReadValue {
  return (value, event) => {
    if (!Array.isArray(value)) return undefined
    const items: unknown[] = []
    let same = isPlain(value)
    for (const given of value) {
      const item = read(given, event)
      same &&= item !== undefined && Object.is(item, given)
      if (item !== undefined) items.push(item)
    }
    return same ? value : items
  }
}
