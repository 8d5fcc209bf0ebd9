import type { Parameter } from '../actions/parameter.ts'
import type { MCPTool } from './mcp-client.ts'

type Schema = Readonly<Record<string, unknown>>

/** The arguments of a tool, or of a JSON Schema of one, as parameters of an action. */
export function extractParametersFromSchema(toolOrSchema?: MCPTool | Schema): Parameter[] {
  const { properties, required } = objectSchemaOf(toolOrSchema)
  return Object.entries(asSchema(properties)).map(([name, schema]) =>
    toParameter(name, asSchema(schema), Array.isArray(required) && required.includes(name)),
  )
}

function objectSchemaOf(given: MCPTool | Schema | undefined): Schema {
  const outer = asSchema(given)
  const candidates = [
    asSchema(asSchema(outer.schema).parameters),
    asSchema(outer.parameters),
    asSchema(outer.inputSchema),
    outer,
  ]
  for (const candidate of candidates) {
    const schema = 'jsonSchema' in candidate ? asSchema(candidate.jsonSchema) : candidate
    if ('properties' in schema) return schema
  }
  return {}
}

function toParameter(name: string, schema: Schema, required: boolean): Parameter {
  const type = typeOf(schema)
  const item = type.endsWith('[]') ? asSchema(schema.items) : schema
  const description = described(type, schema, item)
  const base = { name, required, ...(description !== '' && { description }) }
  if (type === 'object' || type === 'object[]') {
    const attributes = extractParametersFromSchema(item)
    return attributes.length === 0 ? { ...base, type } : { ...base, type, attributes }
  }
  const values = enumOf(schema)
  if (type === 'string' && values !== undefined) return { ...base, type, enum: values }
  return { ...base, type } as Parameter
}

function typeOf(schema: Schema): string {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type
  if (type === 'integer') return 'number'
  if (type === 'array') {
    const items = typeOf(asSchema(schema.items))
    return items.endsWith('[]') ? 'object[]' : `${items}[]`
  }
  return type === 'number' || type === 'boolean' || type === 'object' ? type : 'string'
}

function described(type: string, schema: Schema, item: Schema): string {
  const own = typeof schema.description === 'string' ? schema.description : ''
  const names = Object.keys(asSchema(item.properties)).join(', ')
  const values = type === 'string' ? enumOf(schema) : undefined
  const notes = [
    values && `Allowed values: ${values.join(' | ')}`,
    type === 'object' && names && `Object with properties: ${names}`,
    type === 'object[]' && names && `Array of objects with properties: ${names}`,
  ]
  return [own, ...notes].filter((note) => note).join('. ')
}

function enumOf(schema: Schema): string[] | undefined {
  const values = schema.enum
  return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : undefined
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {}
}
