import type { RunOfTools, ToolDefinition } from '@flightdeck/builtin-agent'
import { convertMessagesToVercelAISDKMessages } from '@flightdeck/builtin-agent/parts'
import type { Logger } from '@flightdeck/runtime-core'
import type { CreateMCPClientFunction, MCPEndpointConfig, MCPTool } from './mcp-client.ts'
import { clientFor, dropClient } from './mcp-clients.ts'
import { serverName } from './server-name.ts'
import { schemaOf } from './tool-schema.ts'

/** How long a server may take to connect and to list its tools before a run goes on without it. */
const CONNECT_TIMEOUT_MS = 5_000

/** What connecting to the servers of a run needs. */
export interface McpOptions {
  readonly create: CreateMCPClientFunction
  readonly logger: Logger
}

/**
 * The tools of MCP servers for one run. The servers are asked at once. One that fails or takes too long is left out, which the
 * log says, and asked again by the next run. Of tools with the same name the last is kept.
 */
export async function mcpTools(
  servers: readonly MCPEndpointConfig[],
  options: McpOptions,
): Promise<ToolDefinition[]> {
  const lists = await Promise.all(servers.map((server) => toolsOf(server, options)))
  return [...new Map(lists.flat().map((tool) => [tool.name, tool])).values()]
}

async function toolsOf(server: MCPEndpointConfig, { create, logger }: McpOptions): Promise<ToolDefinition[]> {
  try {
    return await inTime(listTools(server, create))
  } catch (error) {
    dropClient(create, server)
    logger.warn('An MCP server is left out of a run', { server: serverName(server.endpoint), error })
    return []
  }
}

async function listTools(
  server: MCPEndpointConfig,
  create: CreateMCPClientFunction,
): Promise<ToolDefinition[]> {
  const client = await clientFor(create, server)
  const tools = (await client.tools()) as Record<string, MCPTool>
  return Promise.all(Object.entries(tools).map(([name, tool]) => toTool(name, tool, server)))
}

async function toTool(name: string, tool: MCPTool, { endpoint }: MCPEndpointConfig): Promise<ToolDefinition> {
  return {
    name,
    description: tool.description || `MCP tool: ${name} (from ${serverName(endpoint)})`,
    parameters: await schemaOf(tool),
    execute: async (args, { toolCallId, signal, input }) =>
      toResult(await tool.execute(args, { toolCallId, abortSignal: signal, messages: messagesOf(input) })),
  }
}

/** Tools of the AI SDK are told the conversation. */
function messagesOf(input: RunOfTools['input']): unknown {
  return convertMessagesToVercelAISDKMessages(input.messages)
}

/** A result that is an error becomes one that the model is told of. */
function toResult(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || Reflect.get(result, 'isError') !== true) return result
  const content: unknown = Reflect.get(result, 'content')
  const texts = Array.isArray(content) ? content.flatMap((part) => part?.text ?? []) : []
  throw new Error(texts.join('\n') || 'The tool failed')
}

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`No tools within ${CONNECT_TIMEOUT_MS} ms`)),
      CONNECT_TIMEOUT_MS,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
