import { isRecord } from '../json/fields.ts'
import type { ProviderApi } from './provider-api.ts'

type Schema = Readonly<Record<string, unknown>>

/** The APIs that reject a schema with a union or a condition at its root. */
const REJECTS_UNIONS: readonly ProviderApi[] = ['openai-chat', 'responses', 'anthropic', 'google', 'bedrock']

/** The APIs that reject an array whose schema does not say what is in it. */
const NEEDS_ITEMS: readonly ProviderApi[] = ['openai-chat', 'responses', 'google']

/**
 * Writes the schema of a tool's arguments so that the provider accepts it. At the root it is an object with properties. Where
 * a provider rejects a union there, the properties of all its branches are merged. Keywords whose value is not valid are left
 * out, and for Gemini also what its form of schemas lacks. Everything else stays as it is.
 */
export function fitToolSchema(given: unknown, api: ProviderApi): Schema {
  const root = isRecord(given) ? given : {}
  const flat = flattened(root, root, new Set(), REJECTS_UNIONS.includes(api))
  const definitions = Object.fromEntries(
    ['$defs', 'definitions'].flatMap((name) => (isRecord(root[name]) ? [[name, root[name]]] : [])),
  )
  const { $ref: _ref, ...rest } = { ...definitions, ...flat }
  const properties = isRecord(rest.properties) ? rest.properties : {}
  const schema = { ...rest, type: 'object', properties }
  return cleaned(api === 'google' ? withoutReferences(schema, root) : schema, api)
}

/** Keywords that say which objects are valid beyond their properties. They are not accepted at the root. */
const ROOT_KEYWORDS = ['anyOf', 'oneOf', 'allOf', 'not', 'enum', 'const', 'if', 'then', 'else']

/** An object schema without a reference or a union of its own: its properties are those of all its branches. */
function flattened(schema: Schema, root: Schema, seen: ReadonlySet<string>, mergesUnions = true): Schema {
  const { $ref } = schema
  if (typeof $ref === 'string') {
    const target = seen.has($ref) ? undefined : resolveReference($ref, root)
    const { $ref: _, ...siblings } = schema
    return flattened({ ...target, ...siblings }, root, new Set([...seen, $ref]), mergesUnions)
  }
  if (!mergesUnions) return schema
  const alternatives = [...branches(schema.anyOf), ...branches(schema.oneOf)]
  const parts = branches(schema.allOf).map((branch) => flattened(branch, root, seen))
  const options = alternatives.map((branch) => flattened(branch, root, seen)).filter(isObjectSchema)
  if (parts.length === 0 && alternatives.length === 0) return withoutRootKeywords(schema)
  const required = new Set([...requiredOf(schema), ...parts.flatMap(requiredOf), ...sharedRequired(options)])
  const properties = [schema, ...parts, ...options].reduce<Schema>(
    (merged, { properties }) => mergeProperties(merged, properties),
    {},
  )
  const { additionalProperties: _, ...rest } = withoutRootKeywords(schema)
  return { ...rest, properties, ...(required.size > 0 && { required: [...required] }) }
}

function withoutRootKeywords(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !ROOT_KEYWORDS.includes(name)))
}

function branches(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isObjectSchema({ type, properties }: Schema): boolean {
  return type === 'object' || isRecord(properties)
}

function requiredOf({ required }: Schema): string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
}

function sharedRequired(options: readonly Schema[]): string[] {
  const [first, ...others] = options.map(requiredOf)
  return first?.filter((name) => others.every((names) => names.includes(name))) ?? []
}

/** A property that two branches describe differently may be either. */
function mergeProperties(merged: Schema, given: unknown): Schema {
  if (!isRecord(given)) return merged
  const entries = Object.entries(given).map(([name, schema]) => {
    const known = Object.hasOwn(merged, name) ? merged[name] : undefined
    const isSame = known === undefined || JSON.stringify(known) === JSON.stringify(schema)
    return [name, isSame ? schema : { anyOf: [...alternativesOf(known), schema] }]
  })
  return { ...merged, ...Object.fromEntries(entries) }
}

function alternativesOf(schema: unknown): readonly unknown[] {
  return isRecord(schema) && Object.keys(schema).length === 1 && Array.isArray(schema.anyOf)
    ? schema.anyOf
    : [schema]
}

/** The schema that a local reference, such as `#/$defs/Place`, points to. */
function resolveReference(reference: string, root: Schema): Schema | undefined {
  if (reference === '#') return root
  if (!reference.startsWith('#/')) return undefined
  let found: unknown = root
  for (const key of reference.slice(2).split('/')) {
    const name = decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')
    found = isRecord(found) && Object.hasOwn(found, name) ? found[name] : undefined
  }
  return isRecord(found) ? found : undefined
}

/** Gemini takes no references: what they point to is put in their place, and a recursive one is cut to an object. */
function withoutReferences(schema: Schema, root: Schema): Schema {
  const { $defs: _, definitions: __, ...rest } = schema
  return inlined(rest, root, new Set()) as Schema
}

function inlined(value: unknown, root: Schema, seen: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => inlined(item, root, seen))
  if (!isRecord(value)) return value
  const { $ref, ...siblings } = value
  if (typeof $ref !== 'string') {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, inlined(member, root, seen)]),
    )
  }
  if (seen.has($ref)) return { type: 'object' }
  const target = resolveReference($ref, root) ?? {}
  const { $defs: _, definitions: __, ...rest } = { ...target, ...siblings }
  return inlined(rest, root, new Set([...seen, $ref]))
}

const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']

const isTypes = (value: unknown): boolean =>
  TYPES.includes(value) ||
  (Array.isArray(value) && value.length > 0 && value.every((type) => TYPES.includes(type)))
const isString = (value: unknown): boolean => typeof value === 'string'
const isList = (value: unknown): boolean => Array.isArray(value) && value.length > 0
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0
const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isSchema = (value: unknown): boolean => isRecord(value) || typeof value === 'boolean'

/** What the value of a keyword has to be. A keyword with another value is left out; keywords that are not listed stay. */
const KEYWORDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: isTypes,
  title: isString,
  description: isString,
  format: isString,
  pattern: isString,
  $ref: isString,
  $schema: isString,
  enum: isList,
  required: (value) => Array.isArray(value) && value.every(isString),
  anyOf: isList,
  oneOf: isList,
  allOf: isList,
  properties: isRecord,
  patternProperties: isRecord,
  $defs: isRecord,
  definitions: isRecord,
  items: (value) => isSchema(value) || isList(value),
  additionalProperties: isSchema,
  not: isSchema,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: isNumber,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  uniqueItems: isBoolean,
}

/** Keywords whose value is one schema, a list of schemas, or both. */
const SCHEMA_KEYWORDS = ['items', 'additionalProperties', 'not', 'anyOf', 'oneOf', 'allOf', 'prefixItems']
/** Keywords whose value is an object of schemas. */
const SCHEMA_MAPS = ['properties', 'patternProperties', '$defs', 'definitions']

/** The formats that Gemini accepts. */
const GEMINI_FORMATS: readonly unknown[] = ['enum', 'date-time', 'int32', 'int64', 'float', 'double']

function cleaned(schema: Schema, api: ProviderApi): Schema {
  const clean = (value: unknown): unknown => (isRecord(value) ? cleaned(value, api) : value)
  const kept = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    const isValid = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
    if (isValid?.(value) === false) return []
    if (SCHEMA_KEYWORDS.includes(keyword))
      return [[keyword, Array.isArray(value) ? value.map(clean) : clean(value)]]
    if (!SCHEMA_MAPS.includes(keyword) || !isRecord(value)) return [[keyword, value]]
    const members = Object.entries(value).filter(([, member]) => isSchema(member))
    return [[keyword, Object.fromEntries(members.map(([name, member]) => [name, clean(member)]))]]
  })
  const result: Record<string, unknown> = Object.fromEntries(kept)
  const isArray = result.type === 'array' || (Array.isArray(result.type) && result.type.includes('array'))
  if (isArray && result.items === undefined && NEEDS_ITEMS.includes(api)) result.items = {}
  return api === 'google' ? withoutGeminiGaps(result) : result
}

/** Leaves out what Gemini rejects: formats it does not know, empty strings in an enum, required names without a property. */
function withoutGeminiGaps(schema: Record<string, unknown>): Schema {
  const { format, enum: values, required, properties } = schema
  const result = { ...schema }
  if (format !== undefined && !GEMINI_FORMATS.includes(format)) delete result.format
  if (Array.isArray(values)) {
    const named = values.filter((value) => value !== '')
    if (named.length === 0) delete result.enum
    else result.enum = named
  }
  if (Array.isArray(required)) {
    const known = required.filter((name) => isRecord(properties) && Object.hasOwn(properties, String(name)))
    if (known.length === 0) delete result.required
    else result.required = known
  }
  return result
}
