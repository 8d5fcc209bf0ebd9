import type { Schema, Validator } from '@cfworker/json-schema'
import { isRecord } from '../json/fields.ts'
import type { JsonSchemaObject } from './standard-schema.ts'

/** What the check of a tool's arguments gives, as the AI SDK reads it. */
export type ArgumentsCheck =
  | { readonly success: true; readonly value: unknown }
  | { readonly success: false; readonly error: Error }

/**
 * Makes a check of arguments against a JSON Schema. It generates no code, which Workers forbid, and loads its validator with the
 * first call. Arguments that are no object fail; null counts as no arguments. A schema that is itself invalid is not applied.
 * The error tells a model what to change.
 */
export function createArgumentsCheck(schema: JsonSchemaObject): (value: unknown) => Promise<ArgumentsCheck> {
  let validator: Promise<Validator | undefined> | undefined
  return async (given) => {
    const value = given ?? {}
    if (!isRecord(value)) return failed('the arguments must be a JSON object')
    validator ??= createValidator(schema)
    const problem = problemOf(await validator, value)
    return problem === undefined ? { success: true, value } : failed(problem)
  }
}

function failed(problem: string): ArgumentsCheck {
  return { success: false, error: new TypeError(`Invalid arguments: ${problem}`) }
}

async function createValidator(schema: JsonSchemaObject): Promise<Validator | undefined> {
  if (!isValidSchema(schema)) return undefined
  const { Validator } = await import('@cfworker/json-schema')
  return new Validator(schema as Schema, draftOf(schema), false)
}

function draftOf({ $schema }: JsonSchemaObject): '4' | '7' | '2019-09' | '2020-12' {
  const uri = String($schema)
  if (uri.includes('draft-04')) return '4'
  if (uri.includes('draft-06') || uri.includes('draft-07')) return '7'
  return uri.includes('2019-09') ? '2019-09' : '2020-12'
}

/** What is wrong with a value; undefined too if the schema turns out not to be usable, such as one with a dead reference. */
function problemOf(validator: Validator | undefined, value: unknown): string | undefined {
  if (validator === undefined) return undefined
  try {
    const { valid, errors } = validator.validate(value)
    if (valid) return undefined
    // The outer errors only say that there are inner ones.
    const inner = errors.filter(({ keyword }) => !OUTER.has(keyword))
    const told = (inner.length > 0 ? inner : errors).slice(0, 5)
    return told
      .map(({ instanceLocation, error }) => `${instanceLocation.replace(/^#/, '') || '/'}: ${error}`)
      .join(' ')
  } catch {
    return undefined
  }
}

const OUTER: ReadonlySet<string> = new Set([
  'properties',
  'items',
  'prefixItems',
  'allOf',
  '$ref',
  'additionalProperties',
])

const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']
const MAPS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems']
const SINGLE = ['additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames']

/** Whether a schema can be applied. One with a mistake in it would fail every call of the tool. */
function isValidSchema(schema: unknown): boolean {
  if (typeof schema === 'boolean') return true
  if (!isRecord(schema)) return false
  const { type, required, items, enum: values, pattern } = schema
  const types = Array.isArray(type) ? type : [type]
  if (type !== undefined && !types.every((one) => TYPES.includes(one))) return false
  if (
    required !== undefined &&
    !(Array.isArray(required) && required.every((name) => typeof name === 'string'))
  )
    return false
  if (values !== undefined && !Array.isArray(values)) return false
  if (pattern !== undefined && !isPattern(pattern)) return false
  if (items !== undefined && !(Array.isArray(items) ? items.every(isValidSchema) : isValidSchema(items)))
    return false
  return (
    MAPS.every((name) => schema[name] === undefined || isSchemaMap(schema[name])) &&
    LISTS.every((name) => schema[name] === undefined || isSchemaList(schema[name])) &&
    SINGLE.every((name) => schema[name] === undefined || isValidSchema(schema[name]))
  )
}

function isSchemaMap(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isValidSchema)
}

function isSchemaList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isValidSchema)
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value, 'u') instanceof RegExp
  } catch {
    return false
  }
}
