import { timerMs } from '../abort/clamp-timer.ts'
import { serverName, urlOf } from './connection-key.ts'
import { loadMcpSdk } from './load-sdk.ts'
import { CONNECT_TIMEOUT_MS, type MCPClientConfig } from './mcp-config.ts'
import { McpProblem, toMcpProblem } from './mcp-problem.ts'
import { createSession } from './session.ts'
import { createTransport } from './watched-transport.ts'

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
  /** The tools that the server told last. */
  readonly tools: readonly McpToolDescription[]
  /** Milliseconds since 1970 when it told them; 0 once it said that they changed. */
  readonly toldAt: number
  /** Whether the session is over, or cannot be trusted with another call. */
  readonly broken: boolean
  /** Asks for the tools anew. */
  refresh(options: CallOptions): Promise<void>
  /** Calls a tool and resolves with the result of MCP. Rejects with what the SDK throws. */
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>
  /** Ends the session at the server and the connection. Never rejects. */
  close(): Promise<void>
}

/** Connects, shakes hands and reads the tools. Rejects with a `McpProblem`, or with the reason of the signal. */
export async function openConnection(
  config: MCPClientConfig,
  onBroken: () => void,
  signal: AbortSignal,
): Promise<McpConnection> {
  const server = serverName(config)
  const timeoutMs = config.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timerMs(timeoutMs))])
  // A wrong address is told before a missing SDK.
  urlOf(config)
  const sdk = await loadMcpSdk(server)
  const session = createSession(sdk, createTransport(sdk, config), onBroken)
  try {
    await session.begin({ signal: deadline, timeoutMs })
    return session
  } catch (error) {
    void session.close()
    if (signal.aborted) throw signal.reason
    if (!deadline.aborted) throw toMcpProblem(error, server)
    throw new McpProblem('mcp_timeout', server, `was not ready in ${timeoutMs} ms`, error)
  }
}
