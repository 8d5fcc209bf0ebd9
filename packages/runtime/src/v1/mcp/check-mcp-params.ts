import type { CreateMCPClientFunction, MCPEndpointConfig } from './mcp-client.ts'

/** The options of a runtime for MCP servers. */
export interface McpParams {
  readonly mcpServers?: readonly MCPEndpointConfig[] | undefined
  readonly createMCPClient?: CreateMCPClientFunction | undefined
  readonly allowRequestMcpServers?: unknown
}

const NO_FACTORY =
  'MCP Integration Error: `mcpServers` were provided, but the `createMCPClient` function was not passed to the CopilotRuntime ' +
  'constructor. Please provide an implementation for `createMCPClient`.'

/**
 * Finds what is wrong with the options for MCP servers. Says what has no effect.
 *
 * @throws TypeError
 */
export function checkMcpParams(params: McpParams): string[] {
  const { mcpServers, createMCPClient, allowRequestMcpServers: allow } = params
  for (const name of ['createMCPClient', 'allowRequestMcpServers'] as const) {
    const value: unknown = params[name]
    if (value !== undefined && typeof value !== 'function') throw new TypeError(`${name} must be a function.`)
  }
  checkServers(mcpServers)
  const hasServers = mcpServers !== undefined && mcpServers.length > 0
  if (hasServers && createMCPClient === undefined) throw new TypeError(NO_FACTORY)
  if (allow !== undefined && createMCPClient === undefined) {
    return ['allowRequestMcpServers has no effect without createMCPClient']
  }
  if (createMCPClient !== undefined && !hasServers && allow === undefined) {
    return ['createMCPClient has no effect without mcpServers or allowRequestMcpServers']
  }
  return []
}

function checkServers(servers: unknown): void {
  if (servers === undefined) return
  if (!Array.isArray(servers))
    throw new TypeError("mcpServers must be an array: [{ endpoint: 'https://…' }].")
  for (const [index, server] of servers.entries()) {
    const { endpoint, apiKey } = Object(server) as Record<string, unknown>
    if (typeof endpoint !== 'string' || endpoint === '') {
      throw new TypeError(
        `mcpServers[${index}].endpoint must be the URL of the server. Servers as { type, url } are an option of BuiltInAgent.`,
      )
    }
    if (apiKey !== undefined && typeof apiKey !== 'string') {
      throw new TypeError(`mcpServers[${index}].apiKey must be a string.`)
    }
  }
}
