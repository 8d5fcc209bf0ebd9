/** A tool as its server describes it; the schema is as it came. */
export interface McpToolDescription {
  name: string
  title?: string | undefined
  description?: string | undefined
  inputSchema: Record<string, unknown>
}

/** A tool of a server's list that cannot be used. */
export interface UnusableTool {
  /** Its name, or its place in the list if it has none. */
  readonly name: string
  /** What is wrong with it. */
  readonly fault: string
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
  /** The tools of that list that cannot be used. */
  readonly unusable: readonly UnusableTool[]
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
