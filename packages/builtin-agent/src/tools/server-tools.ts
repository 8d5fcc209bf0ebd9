import type { RunAgentInput } from '@ag-ui/client'
import type { ToolSet } from 'ai'
import type { ToolDefinition } from '../config/tool-definition.ts'
import { writeJson } from '../json/write-json.ts'
import { toToolSchema } from '../schema/tool-schema.ts'
import { withFileResults } from './file-results.ts'
import { lastValueOf } from './last-value.ts'
import { withTimeout } from './with-timeout.ts'

const NO_RUN: RunAgentInput = { threadId: '', runId: '', messages: [], tools: [], context: [] }

/**
 * Tools of the server for the AI SDK. Throws a TypeError for a schema that cannot be written as JSON Schema.
 *
 * @param input The input of the run for the tools. @default an input without messages
 */
export function convertToolDefinitionsToVercelAITools(
  tools: readonly ToolDefinition[],
  input: RunAgentInput = NO_RUN,
): ToolSet {
  return withFileResults(toServerTools(tools, input), 'v6')
}

/** Tools of the server, as they are called. */
export function toServerTools(tools: readonly ToolDefinition[], input: RunAgentInput): ToolSet {
  return Object.fromEntries(tools.map((tool) => [tool.name, toServerTool(tool, input)]))
}

function toServerTool(tool: ToolDefinition, input: RunAgentInput): ToolSet[string] {
  const { needsApproval } = tool
  const shared = {
    description: tool.description,
    inputSchema: toToolSchema(tool.parameters, tool.name),
    ...(needsApproval !== undefined && {
      needsApproval:
        typeof needsApproval === 'boolean'
          ? needsApproval
          : (args: unknown, { toolCallId }: { toolCallId: string }) =>
              needsApproval(args as Record<string, unknown>, { toolCallId }),
    }),
  }
  if (tool.interrupt || tool.execute === undefined) return shared
  return {
    ...shared,
    execute: (args: unknown, options: { toolCallId: string; abortSignal?: AbortSignal }) =>
      withTimeout(tool.timeoutMs, options.abortSignal, async (signal) => {
        const context = { toolCallId: options.toolCallId, signal, input }
        return toJsonResult(
          await lastValueOf(await tool.execute?.(args as Record<string, unknown>, context), signal),
        )
      }),
  }
}

/**
 * What a tool returned, as it can be sent to a model: the same value if JSON can write it, and otherwise what JSON makes of it.
 *
 * @throws {TypeError} when JSON can make nothing of it
 */
export function toJsonResult(output: unknown): unknown {
  if (typeof output === 'string') return output
  try {
    JSON.stringify(output)
    return output
  } catch {
    const json = writeJson(output)
    return json === undefined ? undefined : JSON.parse(json)
  }
}
