import type { asSchema, ToolSet } from 'ai'
import { ToolSchemaError } from '../errors/tool-schema-error.ts'
import { type ArgumentsCheck, createArgumentsCheck } from './check-arguments.ts'
import { isStandardSchema, type JsonSchemaObject, type StandardSchemaV1 } from './standard-schema.ts'

/** What the AI SDK knows the arguments of a tool by. */
export type ToolSchema = ToolSet[string]['inputSchema']

/** Schema objects of the AI SDK carry this mark in all its versions; making one here needs no import of the SDK. */
const SCHEMA = Symbol.for('vercel.ai.schema')

/** A JSON Schema for the AI SDK, with a check of the arguments. @default not checked */
export function fromJsonSchema(
  jsonSchema: JsonSchemaObject,
  validate?: (value: unknown) => PromiseLike<ArgumentsCheck>,
): ToolSchema {
  return { [SCHEMA]: true, _type: undefined, jsonSchema, validate } as unknown as ToolSchema
}

/**
 * The schema of a tool's parameters for the AI SDK. Zod's go as they are; schemas of other libraries are shown to the model
 * through Standard JSON Schema or their `toJsonSchema()` and check the arguments themselves. Arguments of a JSON Schema are
 * checked against it. Throws a TypeError for a Standard Schema that cannot be written as JSON Schema.
 */
export function toToolSchema(parameters: unknown, toolName: string): ToolSchema {
  if (!isStandardSchema(parameters)) {
    const jsonSchema = asObjectSchema(parameters)
    return fromJsonSchema(jsonSchema, createArgumentsCheck(jsonSchema))
  }
  if (parameters['~standard'].vendor === 'zod') return parameters as unknown as ToolSchema
  const jsonSchema = jsonSchemaOf(parameters, toolName)
  return {
    [SCHEMA]: true,
    _type: undefined,
    jsonSchema,
    validate: (value: unknown) => validate(parameters, value),
  } as unknown as ToolSchema
}

function jsonSchemaOf(schema: StandardSchemaV1, toolName: string): JsonSchemaObject {
  const { vendor, jsonSchema: standard } = schema['~standard']
  const methods = schema as { toJsonSchema?: unknown; toJSONSchema?: unknown }
  const method = methods.toJsonSchema ?? methods.toJSONSchema
  if (standard === undefined && typeof method !== 'function') {
    throw new ToolSchemaError(
      toolName,
      `: ${vendor} offers no Standard JSON Schema for them. With valibot, wrap them in toStandardJsonSchema() of @valibot/to-json-schema.`,
    )
  }
  try {
    return standard?.input({ target: 'draft-07' }) ?? (method as () => JsonSchemaObject).call(schema)
  } catch (cause) {
    throw new ToolSchemaError(toolName, ` by ${vendor}`, cause)
  }
}

async function validate(schema: StandardSchemaV1, value: unknown): Promise<object> {
  const result = await schema['~standard'].validate(value)
  if (result.issues === undefined) return { success: true, value: result.value }
  const error = new TypeError(result.issues.map((issue) => issue.message).join('; '))
  return { success: false, error }
}

/** A tool without parameters, or with a schema of nothing but `{}`, takes an object without members. */
export function asObjectSchema(parameters: unknown): JsonSchemaObject {
  if (typeof parameters !== 'object' || parameters === null || Object.keys(parameters).length === 0) {
    return { type: 'object', properties: {} }
  }
  return parameters as JsonSchemaObject
}

/**
 * The tools with their schemas written as JSON Schema, once for all steps of a run. Rejects with a `ToolSchemaError` for one
 * that cannot be: a date of zod, for instance.
 */
export async function withWrittenSchemas(tools: ToolSet, toSchema: typeof asSchema): Promise<ToolSet> {
  const written: ToolSet = {}
  for (const [name, tool] of Object.entries(tools)) {
    const inputSchema = toSchema(tool.inputSchema)
    try {
      await inputSchema.jsonSchema
    } catch (cause) {
      throw new ToolSchemaError(name, '', cause)
    }
    written[name] = { ...tool, inputSchema } as ToolSet[string]
  }
  return written
}

/**
 * The tools with a check of the arguments where their schema has none, such as those of MCP clients of the application. Tools
 * that the client executes are not checked.
 */
export async function withArgumentsChecks(tools: ToolSet, toSchema: typeof asSchema): Promise<ToolSet> {
  const checked: ToolSet = {}
  for (const [name, tool] of Object.entries(tools)) {
    const schema = toSchema(tool.inputSchema)
    const isChecked = schema.validate !== undefined || tool.execute === undefined
    const inputSchema = isChecked ? schema : await withCheck(schema)
    checked[name] = { ...tool, inputSchema } as ToolSet[string]
  }
  return checked
}

async function withCheck(schema: ReturnType<typeof asSchema>): Promise<ToolSchema> {
  const jsonSchema = (await schema.jsonSchema) as JsonSchemaObject
  return fromJsonSchema(jsonSchema, createArgumentsCheck(jsonSchema))
}
