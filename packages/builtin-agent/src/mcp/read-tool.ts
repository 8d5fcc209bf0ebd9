import { isRecord } from '../json/fields.ts'
import type { McpToolDescription, UnusableTool } from './mcp-connection.ts'

/** Whether an entry of a list could be read. */
export type ReadTool = { readonly tool: McpToolDescription } | { readonly unusable: UnusableTool }

/**
 * Reads one entry of a server's list of tools. What the tool can be called without is ignored if it is of a wrong type; a tool
 * without a schema has no arguments. A schema that is no object schema makes the tool unusable: no provider accepts it.
 */
export function readTool(entry: unknown, index: number): ReadTool {
  const place = `tools[${index}]`
  if (!isRecord(entry)) return { unusable: { name: place, fault: 'it is no object' } }
  const { name, title, description, inputSchema } = entry
  if (typeof name !== 'string' || name === '') return { unusable: { name: place, fault: 'it has no name' } }
  const schema = inputSchema ?? {}
  const fault = faultIn(schema)
  if (fault !== undefined) return { unusable: { name, fault } }
  return {
    tool: {
      name,
      ...(typeof title === 'string' && { title }),
      ...(typeof description === 'string' && { description }),
      inputSchema: { type: 'object', ...(schema as object) },
    },
  }
}

function faultIn(schema: unknown): string | undefined {
  if (!isRecord(schema)) return 'its inputSchema is no object'
  const { type, properties, required } = schema
  if (type !== undefined && type !== 'object') return 'the type of its inputSchema is not "object"'
  if (properties !== undefined && !isRecord(properties)) return 'properties of its inputSchema is no object'
  const isNames = Array.isArray(required) && required.every((one) => typeof one === 'string')
  return required === undefined || isNames ? undefined : 'required of its inputSchema is no list of names'
}
