// Tests: `event-guard.test.ts` and `guard.property.test.ts`.
import { isRecord } from '../events/read-fields.ts'
import type { Fields, ReadValue } from './field-values.ts'
import { hasGetter, isPlain, record, stableRecord } from './field-values.ts'

/** The shape of an object. Other fields are kept. */
export interface Shape {
  /** Required fields. An object without one of them is illegal. */
  readonly required: Readonly<Record<string, ReadValue>>
  /** Optional fields. Illegal values, including null, are removed. */
  readonly optional: Readonly<Record<string, ReadValue>>
}

/** A shape, prepared for fast reading. */
export type CompiledShape = readonly {
  readonly name: string
  readonly read: ReadValue
  readonly required: boolean
}[]

/** Prepares a shape. Called once when the module loads. */
export function compile(shape: Shape): CompiledShape {
  return [
    ...Object.entries(shape.required).map(([name, read]) => ({ name, read, required: true })),
    ...Object.entries(shape.optional).map(([name, read]) => ({ name, read, required: false })),
  ]
}

/**
 * Reads an object. Returns the same object if all fields are legal, a copy if some were repaired (`onFix` receives
 * their names), undefined if a required field is illegal.
 */
export function readShape(
  given: Fields,
  shape: CompiledShape,
  onFix?: (name: string) => void,
): Fields | undefined {
  let copy: Record<string, unknown> | undefined
  for (const field of shape) {
    const value = given[field.name]
    if (value === undefined && !field.required) continue
    const read = value === null && !field.required ? undefined : field.read(value, given)
    if (Object.is(read, value) && read !== undefined) continue
    if (read === undefined && field.required) return undefined
    copy ??= { ...given }
    if (read === undefined) delete copy[field.name]
    else copy[field.name] = read
    onFix?.(field.name)
  }
  return copy ?? given
}

/** Reads an object of a shape. With `closed`, other fields are removed. */
export function object(shape: Shape, options?: { readonly closed: boolean }): ReadValue {
  const compiled = compile(shape)
  const names = new Set(compiled.map((field) => field.name))
  return (value) => {
    const given = stableRecord(value)
    const read = given && readShape(given, compiled)
    if (read === undefined || options?.closed !== true) return read
    return Object.keys(read).every((name) => names.has(name))
      ? read
      : Object.fromEntries(Object.entries(read).filter(([name]) => names.has(name)))
  }
}

/** The own fields of an event, whose getters are read once; undefined if it is not an object. */
export function ownFields(value: unknown): Fields | undefined {
  if (!isRecord(value)) return undefined
  if (isPlain(value)) return hasGetter(value) ? { ...value } : value
  return typeof value.toJSON === 'function' ? record(value) : { ...value }
}
