import type { RunAgentInput } from '@ag-ui/client'
import type { ToolSet } from 'ai'
import { fromJsonSchema, toToolSchema } from '../schema/tool-schema.ts'

/**
 * The client's tools for the AI SDK. They have no `execute`: a call ends the run, and the client answers it in the next.
 * Their JSON Schemas reach the model whole.
 */
export function convertToolsToVercelAITools(tools: RunAgentInput['tools']): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, parameters }) => [
      name,
      {
        description,
        inputSchema: parameters === undefined ? fromJsonSchema(NOTHING) : toToolSchema(parameters, name),
      },
    ]),
  )
}

const NOTHING = { type: 'object', properties: {} }
