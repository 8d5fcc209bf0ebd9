import { isRecord } from '../events/read-fields.ts'
import type { Fields, ReadValue } from './field-values.ts'
import { isPlain, record } from './field-values.ts'

/** How the fields of an object are read; fields that are not named are left as they are. */
export interface Shape {
  /** The object is unusable when one of these cannot be read. */
  readonly required: Readonly<Record<string, ReadValue>>
  /** These are taken out when they cannot be read: AG-UI wants them absent, never null. */
  readonly optional: Readonly<Record<string, ReadValue>>
}

/** A shape in the form that reading it is fast. */
export type CompiledShape = readonly {
  readonly name: string
  readonly read: ReadValue
  readonly required: boolean
}[]

/** Prepares a shape once, at load. */
export function compile(shape: Shape): CompiledShape {
  return [
    ...Object.entries(shape.required).map(([name, read]) => ({ name, read, required: true })),
    ...Object.entries(shape.optional).map(([name, read]) => ({ name, read, required: false })),
  ]
}

/**
 * The object with legal fields: the very same one if they all were, a copy if some had to be put right
 * (`onFix` is told their names), `undefined` if a required one could not be.
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

/** Reads an object of the given shape. With `closed`, fields it does not name are taken out. */
export function object(shape: Shape, options?: { readonly closed: boolean }): ReadValue {
  const compiled = compile(shape)
  const names = new Set(compiled.map((field) => field.name))
  return (value) => {
    const given = record(value)
    const read = given && readShape(given, compiled)
    if (read === undefined || options?.closed !== true) return read
    return Object.keys(read).every((name) => names.has(name))
      ? read
      : Object.fromEntries(Object.entries(read).filter(([name]) => names.has(name)))
  }
}

/** The event with fields of its own, whatever class it is of; `undefined` for what is no object. */
export function ownFields(value: unknown): Fields | undefined {
  if (!isRecord(value)) return undefined
  if (isPlain(value)) return value
  return typeof value.toJSON === 'function' ? record(value) : { ...value }
}
