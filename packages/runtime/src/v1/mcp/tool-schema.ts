import type { ToolDefinition } from '@flightdeck/builtin-agent'
import type { MCPTool } from './mcp-client.ts'

/**
 * The schema of a tool's arguments, wherever its client keeps it: in `schema.parameters` (the older API), in `inputSchema` or
 * `parameters` (the AI SDK), as a JSON Schema, as `jsonSchema` of an object, or as a promise of that.
 */
export async function schemaOf(tool: MCPTool): Promise<ToolDefinition['parameters']> {
  const older = tool.schema?.parameters
  if (older !== undefined) {
    const { jsonSchema, properties = {}, required = [] } = older
    return jsonSchema ?? { type: 'object', properties, required }
  }
  const given: unknown = tool.inputSchema ?? Reflect.get(tool, 'parameters')
  if (typeof given !== 'object' || given === null) return { type: 'object', properties: {} }
  if ('jsonSchema' in given) return (await given.jsonSchema) as ToolDefinition['parameters']
  return given as ToolDefinition['parameters']
}
