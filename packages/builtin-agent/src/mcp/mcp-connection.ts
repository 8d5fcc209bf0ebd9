/** A tool as its server describes it; the schema is as it came. */
export interface McpToolDescription {
  name: string
  title?: string | undefined
  description?: string | undefined
  inputSchema: Record<string, unknown>
}

/** How long one request to a server may take. */
export interface CallOptions {
  signal?: AbortSignal | undefined
  timeoutMs: number
}

/** One session with one server. */
export interface McpConnection {
  /** The tools of the last list. */
  readonly tools: readonly McpToolDescription[]
  /** When they were listed, in milliseconds since 1970; 0 after a `list_changed` notification. */
  readonly listedAt: number
  /** Whether the session has ended or must not be used for another call. */
  readonly broken: boolean
  /** Lists the tools again. */
  refresh(options: CallOptions): Promise<void>
  /** Calls a tool and resolves with the result of MCP. Rejects with what the SDK throws. */
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>
  /** Ends the session at the server and the connection. Never rejects. */
  close(): Promise<void>
}
