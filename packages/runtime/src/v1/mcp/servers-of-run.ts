import { type LoggerOf, warnOnce } from '../warn-once.ts'
import type { MCPEndpointConfig } from './mcp-client.ts'
import { serverName } from './server-name.ts'

/** Where the MCP servers of a run come from. */
export interface ServersOptions {
  readonly configured: readonly MCPEndpointConfig[]
  readonly allow: ((server: MCPEndpointConfig) => boolean) | undefined
  readonly logger: LoggerOf
}

/**
 * The MCP servers of a run: those of the runtime, and those that its client names and the application allows. Of two with the
 * same endpoint the client's is kept, since it may bring the user's key.
 */
export function serversOfRun(properties: unknown, options: ServersOptions): MCPEndpointConfig[] {
  const servers = [...options.configured, ...allowedServers(properties, options)]
  return [...new Map(servers.map((server) => [server.endpoint, server])).values()]
}

function allowedServers(properties: unknown, { allow, logger }: ServersOptions): MCPEndpointConfig[] {
  const named = namedServers(properties)
  if (named.length === 0) return []
  if (allow === undefined) {
    warnOnce(
      logger(),
      'MCP servers that clients name are not used: pass allowRequestMcpServers: (server) => boolean to allow some of them',
    )
    return []
  }
  return named.filter((server) => {
    if (allow(server) === true) return true
    logger().warn('An MCP server that a client names is not allowed', { server: serverName(server.endpoint) })
    return false
  })
}

function namedServers(properties: unknown): MCPEndpointConfig[] {
  if (typeof properties !== 'object' || properties === null) return []
  const given: unknown = Reflect.get(properties, 'mcpServers') ?? Reflect.get(properties, 'mcpEndpoints')
  return Array.isArray(given) ? given.filter(isServer) : []
}

function isServer(value: unknown): value is MCPEndpointConfig {
  if (typeof value !== 'object' || value === null) return false
  return typeof Reflect.get(value, 'endpoint') === 'string'
}
