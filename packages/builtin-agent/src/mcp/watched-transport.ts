import { headersOf, urlOf } from './connection-key.ts'
import type { McpSdk } from './load-sdk.ts'
import type { MCPClientConfig } from './mcp-config.ts'
import { markServerErrors } from './server-error.ts'
import { watchRequests } from './watch-requests.ts'

/** A transport of the SDK, and what it does not do by itself. */
export interface WatchedTransport {
  readonly transport: Parameters<InstanceType<McpSdk['Client']>['connect']>[0]
  /** Ends every request whose stream broke and could not be resumed. */
  giveUp(): void
  /** Ends the session at the server, where the transport has one. Rejects when the server does not. */
  endSession(): Promise<void>
}

/** Makes the transport that a configuration asks for, with its headers on every request. */
export function createTransport(sdk: McpSdk, config: MCPClientConfig): WatchedTransport {
  const { transport, giveUp, endSession } = config.type === 'http' ? http(sdk, config) : sse(sdk, config)
  markServerErrors(transport)
  return { transport: transport as WatchedTransport['transport'], giveUp, endSession }
}

function http(sdk: McpSdk, config: MCPClientConfig & { type: 'http' }) {
  const { options } = config
  const watch = watchRequests(options?.fetch ?? ((input, init) => fetch(input, init)))
  const requestInit: RequestInit = { ...options?.requestInit, headers: headersOf(config) }
  const settings: object = { ...options, requestInit, fetch: watch.fetch }
  const transport = new sdk.StreamableHTTPClientTransport(urlOf(config), settings)
  watch.observe(transport)
  return { transport, giveUp: () => watch.giveUp(), endSession: () => transport.terminateSession() }
}

function sse(sdk: McpSdk, config: MCPClientConfig & { type: 'sse' }) {
  const transport = new sdk.SSEClientTransport(urlOf(config), { requestInit: { headers: headersOf(config) } })
  return { transport, giveUp: () => {}, endSession: async () => {} }
}
