/** Milliseconds that a source of tools has to be ready, unless its configuration says otherwise. */
export const CONNECT_TIMEOUT_MS = 10_000

/** What every server of `mcpServers` may say, whatever its transport. */
export interface MCPServerOptions {
  /** Fails the run when this server cannot be used. @default false: it is reported, and the run goes on without its tools */
  required?: boolean | undefined
  /** Put before the name of each of this server's tools, `github_` for instance. @default '' */
  prefix?: string | undefined
  /** Milliseconds for connecting, the handshake and the list of tools together. @default 10000 */
  connectTimeoutMs?: number | undefined
  /** Milliseconds without data in one tool call; a progress notification restarts them. @default 60000 */
  callTimeoutMs?: number | undefined
}

/**
 * What the transport of `@modelcontextprotocol/sdk` takes; its `StreamableHTTPClientTransportOptions` fits. Only `requestInit`
 * and `fetch` are read here, the rest is handed over as it is.
 */
export interface MCPHTTPTransportOptions {
  /** Added to every request; its headers are sent. */
  requestInit?: RequestInit | undefined
  /** Sends the requests. @default globalThis.fetch */
  fetch?: ((url: string | URL, init?: RequestInit) => Promise<Response>) | undefined
  /** An `OAuthClientProvider` of `@modelcontextprotocol/sdk`. */
  authProvider?: object | undefined
  /** How a lost stream is resumed. */
  reconnectionOptions?: object | undefined
  /** Whether a redirect to another origin is followed. */
  redirectPolicy?: 'same-origin' | 'follow' | undefined
  /** A session that exists at the server. */
  sessionId?: string | undefined
}

/** An MCP server that speaks streamable HTTP. */
export interface MCPClientConfigHTTP extends MCPServerOptions {
  type: 'http'
  /** Where the server listens, as http or https. */
  url: string
  /** Sent with every request. They win over the headers in `options.requestInit`. */
  headers?: Record<string, string> | undefined
  /** For the transport of the SDK. */
  options?: MCPHTTPTransportOptions | undefined
}

/** An MCP server that speaks the older transport, server-sent events and POSTs. */
export interface MCPClientConfigSSE extends MCPServerOptions {
  type: 'sse'
  /** Where the stream of events is, as http or https. */
  url: string
  /** Sent with every request: the one for the stream and the POSTs. */
  headers?: Record<string, string> | undefined
}

/** One entry of `mcpServers`. */
export type MCPClientConfig = MCPClientConfigHTTP | MCPClientConfigSSE

/** One entry of `mcpClients`: anything with tools, the client of `@ai-sdk/mcp` for instance. It is never closed here. */
export interface MCPClientProvider {
  /** The tools, a `ToolSet` of any version of the AI SDK. It is asked for once a run. */
  tools(): Promise<Record<string, object>>
  /** Fails the run when `tools()` fails. @default false: it is reported, and the run goes on */
  required?: boolean | undefined
  /** Milliseconds that `tools()` may take. @default 10000 */
  connectTimeoutMs?: number | undefined
}

/** A client that its creator can close. */
export interface MCPClient extends MCPClientProvider {
  /** Ends the connection. */
  close(): Promise<void>
}

/** A transport as MCP clients take one: messages of JSON-RPC go in, and come out through the callbacks. */
export interface MCPTransport {
  /** Opens the transport. */
  start(): Promise<void>
  /** Sends one message. */
  send(message: unknown): Promise<void>
  /** Ends the transport. */
  close(): Promise<void>
  /** Called when the transport has ended. */
  onclose?: (() => void) | undefined
  /** Called for each error that ends nothing by itself. */
  onerror?: ((error: Error) => void) | undefined
  /** Called for each message. */
  onmessage?: ((message: never) => void) | undefined
}
