import type { asSchema, ToolSet } from 'ai'
import { ToolSchemaError } from '../errors/tool-schema-error.ts'

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
