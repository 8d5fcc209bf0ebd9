export { McpProblem, type McpProblemCode } from '../errors/mcp-problem.ts'
export {
  createMcpConnections,
  type McpConnections,
  type McpConnectionsOptions,
} from './connections.ts'
export type {
  MCPClient,
  MCPClientConfig,
  MCPClientConfigHTTP,
  MCPClientConfigSSE,
  MCPClientProvider,
  MCPHTTPTransportOptions,
  MCPServerOptions,
  MCPTransport,
} from './mcp-config.ts'
export {
  knownMcpTools,
  type McpTools,
  type OpenMcpToolsOptions,
  openMcpTools,
} from './open-mcp-tools.ts'
export { McpToolError } from './tool-result.ts'
