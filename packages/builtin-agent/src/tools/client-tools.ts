import type { RunAgentInput } from '@ag-ui/client'
import type { ToolSet } from 'ai'
import { isStandardSchema } from '../schema/standard-schema.ts'
import { asObjectSchema, fromJsonSchema, type ToolSchema, toToolSchema } from '../schema/tool-schema.ts'

/**
 * The client's tools for the AI SDK. They have no `execute`: a call ends the run, and the client answers it in the next. Their
 * arguments are not checked, because a call has reached the client by the time it is complete.
 */
export function convertToolsToVercelAITools(tools: RunAgentInput['tools']): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, parameters }) => [
      name,
      { description, inputSchema: toSchema(parameters, name) },
    ]),
  )
}

function toSchema(parameters: unknown, toolName: string): ToolSchema {
  return isStandardSchema(parameters)
    ? toToolSchema(parameters, toolName)
    : fromJsonSchema(asObjectSchema(parameters))
}
