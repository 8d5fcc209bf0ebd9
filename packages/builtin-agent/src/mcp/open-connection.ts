import { clampTimerMs } from '../abort/clamp-timer.ts'
import { McpProblem } from '../errors/mcp-problem.ts'
import { serverName, urlOf } from './connection-key.ts'
import { loadMcpSdk } from './load-sdk.ts'
import { CONNECT_TIMEOUT_MS, type MCPClientConfig } from './mcp-config.ts'
import type { McpConnection } from './mcp-connection.ts'
import { createSession } from './session.ts'
import { toMcpProblem } from './to-mcp-problem.ts'
import { createTransport } from './watched-transport.ts'

/** Connects, initializes the session and lists the tools. Rejects with a `McpProblem`, or with the reason of the signal. */
export async function openConnection(
  config: MCPClientConfig,
  onBroken: () => void,
  signal: AbortSignal,
): Promise<McpConnection> {
  const server = serverName(config)
  const timeoutMs = config.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(clampTimerMs(timeoutMs))])
  // A wrong address is reported before a missing SDK.
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
