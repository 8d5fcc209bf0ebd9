/** An MCP server. */
export interface MCPEndpointConfig {
  /** Its URL. */
  endpoint: string
  /** A key for it, which only `createMCPClient` reads. */
  apiKey?: string | undefined
}

/** A tool of an MCP client, as clients of the older API or of the AI SDK describe it. */
export interface MCPTool {
  description?: string | undefined
  /** The arguments, as the older API describes them. */
  schema?:
    | {
        parameters?:
          | {
              properties?: Record<string, unknown>
              required?: string[]
              jsonSchema?: Record<string, unknown>
            }
          | undefined
      }
    | undefined
  /** The arguments as the AI SDK describes them: a JSON Schema, or an object with one, or with a promise of one. */
  inputSchema?: unknown
  // biome-ignore lint/suspicious/noExplicitAny: clients of every library are accepted, each with arguments of its own
  execute(args: any, options?: any): Promise<unknown>
}

/** A connection to an MCP server. */
export interface MCPClient {
  tools(): Promise<Record<string, MCPTool>>
  close?(): Promise<void>
}

/** What `createMCPClient` gives. It is read by its shape, so that clients of every library will do. */
export interface AnyMCPClient {
  tools(): unknown
  close?(): unknown
}

/** Connects to an MCP server. */
export type CreateMCPClientFunction = (config: MCPEndpointConfig) => Promise<AnyMCPClient>
