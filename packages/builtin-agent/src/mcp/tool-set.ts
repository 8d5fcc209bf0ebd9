import type { JSONValue, Tool, ToolSet } from 'ai'
import { toToolSchema } from '../schema/tool-schema.ts'
import { loadAiSdk } from '../sdk/load-ai-sdk.ts'
import { serverName } from './connection-key.ts'
import type { McpLease } from './lease.ts'
import type { MCPClientConfig } from './mcp-config.ts'
import type { McpToolDescription } from './mcp-connection.ts'
import { isServerError } from './server-error.ts'
import { isSessionLost, toMcpProblem } from './to-mcp-problem.ts'
import { isResultParts, McpToolError, type ResultParts, readToolResult } from './tool-result.ts'

/** The output of a tool for the model. */
type ModelOutput = Awaited<ReturnType<NonNullable<Tool<unknown, unknown>['toModelOutput']>>>
type ModelContent = Extract<ModelOutput, { type: 'content' }>['value']

/** The tools of one server, by the names that the model gets. */
export async function toToolSet(
  names: ReadonlyMap<McpToolDescription, string>,
  lease: McpLease,
  config: MCPClientConfig,
): Promise<ToolSet> {
  const ai = await loadAiSdk()
  const toContent = 'isStepCount' in ai ? toContent7 : toContent6
  const set: ToolSet = {}
  for (const [tool, name] of names) {
    const made: Tool<unknown, unknown> = {
      type: 'dynamic',
      ...(tool.description === undefined ? {} : { description: tool.description }),
      ...(tool.title === undefined ? {} : { title: tool.title }),
      inputSchema: toToolSchema(tool.inputSchema, name),
      execute: (input, { abortSignal }) => call(tool.name, input, lease, config, abortSignal),
      toModelOutput: ({ output }) => {
        if (isResultParts(output)) return { type: 'content', value: toContent(output) }
        return typeof output === 'string'
          ? { type: 'text', value: output }
          : { type: 'json', value: (output ?? null) as JSONValue }
      },
    }
    set[name] = made
  }
  return set
}

async function call(
  name: string,
  input: unknown,
  lease: McpLease,
  config: MCPClientConfig,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const options = { signal, timeoutMs: config.callTimeoutMs ?? 60_000 }
  try {
    const connection = await lease.current()
    try {
      return readToolResult(await connection.call(name, input, options))
    } catch (error) {
      if (!isSessionLost(error)) throw error
      const renewed = await lease.renew(connection)
      return readToolResult(await renewed.call(name, input, options))
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (error instanceof McpToolError || isServerError(error)) throw error
    throw toMcpProblem(error, serverName(config))
  }
}

/** AI SDK 6 has parts of their own for images. */
function toContent6(parts: ResultParts): ModelContent {
  return parts.map((part) => {
    if (part.type === 'text') return part
    const { value: data, mimeType: mediaType } = part.source
    return { type: part.type === 'image' ? 'image-data' : 'file-data', data, mediaType }
  })
}

/** AI SDK 7 has one part for every file, which the types of 6 do not know. */
function toContent7(parts: ResultParts): ModelContent {
  const content = parts.map((part) => {
    if (part.type === 'text') return part
    const { value: data, mimeType: mediaType } = part.source
    return { type: 'file', data: { type: 'data', data }, mediaType }
  })
  return content as unknown as ModelContent
}

/** What a model may call a tool: letters, digits, `_` and `-`, at most 64 of them. */
export function toolName(config: MCPClientConfig, tool: McpToolDescription): string {
  return `${config.prefix ?? ''}${tool.name}`.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64)
}
