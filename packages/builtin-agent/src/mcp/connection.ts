import type { JsonSchemaValidator } from '@modelcontextprotocol/sdk/validation'
import { headersOf, serverName, urlOf } from './connection-key.ts'
import { loadMcpSdk } from './load-sdk.ts'
import type { MCPClientConfig } from './mcp-config.ts'
import { isLostStream, McpProblem, toMcpProblem } from './mcp-problem.ts'
import { watchRequests } from './watch-requests.ts'

declare const __PACKAGE_VERSION__: string

/** A tool as its server describes it; the schema is as it came. */
export interface McpToolDescription {
  name: string
  title?: string | undefined
  description?: string | undefined
  inputSchema: Record<string, unknown>
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

interface CallOptions {
  signal?: AbortSignal | undefined
  timeoutMs: number
}

/** No server needs more pages of tools than this; one that does sends the same ones round and round. */
const maxPages = 100
/** Milliseconds a server has to take note of the end of a session. */
const goodbyeMs = 2000

/** Connects, shakes hands and reads the tools. Rejects with a `McpProblem`, or with the reason of the signal. */
export async function openConnection(
  config: MCPClientConfig,
  onBroken: () => void,
  signal: AbortSignal,
): Promise<McpConnection> {
  const server = serverName(config)
  const timeoutMs = config.connectTimeoutMs ?? 10_000
  const url = urlOf(config)
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const sdk = await loadMcpSdk(server)
  const headers = headersOf(config)
  const options = config.type === 'http' ? config.options : undefined
  const requestInit: RequestInit = { ...options?.requestInit, headers }
  const watch = watchRequests(options?.fetch ?? ((input, init) => fetch(input, init)))
  const http = config.type === 'http'
  const transport = http
    ? new sdk.StreamableHTTPClientTransport(url, { ...options, requestInit, fetch: watch.fetch } as object)
    : new sdk.SSEClientTransport(url, { requestInit })
  if (http) watch.observe(transport)

  let tools: McpToolDescription[] = []
  let toldAt = 0
  let broken = false
  const breakUp = (): void => {
    if (broken) return
    broken = true
    onBroken()
  }
  // The SDK would compile every output schema with `new Function`, which Workers refuse; the server checks its own output.
  const client = new sdk.Client(
    { name: 'flightdeck', version: __PACKAGE_VERSION__ },
    { jsonSchemaValidator: { getValidator } },
  )
  client.onclose = breakUp
  client.onerror = (error) => {
    if (isLostStream(error)) {
      // The session went with its only stream: whoever waits for an answer is told so.
      breakUp()
      void client.close().catch(() => {})
    } else if (error.message.startsWith('Maximum reconnection attempts')) {
      breakUp()
      watch.giveUp()
    }
  }
  client.fallbackNotificationHandler = async ({ method }) => {
    if (method === 'notifications/tools/list_changed') toldAt = 0
  }

  const refresh = async ({ signal, timeoutMs }: CallOptions): Promise<void> => {
    const askedAt = Date.now()
    const told: McpToolDescription[] = []
    let cursor: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const params = cursor === undefined ? undefined : { cursor }
      const answer = await detached(signal, (own) =>
        client.listTools(params, { signal: own, timeout: timeoutMs }),
      )
      told.push(...answer.tools)
      if (answer.nextCursor === undefined || answer.nextCursor === cursor) break
      cursor = answer.nextCursor
    }
    tools = told
    toldAt = askedAt
  }

  const close = async (): Promise<void> => {
    broken = true
    try {
      if (http && 'terminateSession' in transport) {
        await settled(transport.terminateSession(), AbortSignal.timeout(goodbyeMs))
      }
    } catch {
      // The server is gone, or does not end sessions: nothing is owed to it.
    }
    await client.close().catch(() => {})
  }

  try {
    const connecting = client.connect(transport as Parameters<typeof client.connect>[0], {
      timeout: timeoutMs,
    })
    await settled(connecting, deadline)
    if (client.getServerCapabilities()?.tools)
      await settled(refresh({ signal: deadline, timeoutMs }), deadline)
  } catch (error) {
    void close()
    if (signal.aborted) throw signal.reason
    if (deadline.aborted) {
      throw new McpProblem('mcp_timeout', server, `was not ready in ${timeoutMs} ms`, error)
    }
    throw toMcpProblem(error, server)
  }

  return {
    get tools() {
      return tools
    },
    get toldAt() {
      return client.getServerCapabilities()?.tools ? toldAt : Date.now()
    },
    get broken() {
      return broken
    },
    refresh,
    async call(name, input, { signal, timeoutMs }) {
      const params = { name, arguments: (input ?? {}) as Record<string, unknown> }
      const options = { timeout: timeoutMs, resetTimeoutOnProgress: true, onprogress: () => {} }
      try {
        return await detached(signal, (own) =>
          client.callTool(params, undefined, { ...options, signal: own }),
        )
      } catch (error) {
        // The server was not reached: the next call tries a new session.
        if (error instanceof TypeError) breakUp()
        throw error
      }
    },
    close,
  }
}

/** Waits, but no longer than the signal lets it. What comes later is dropped. */
export async function settled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  work.catch(() => {})
  if (!signal) return work
  signal.throwIfAborted()
  let onAbort = (): void => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Gives the work a signal of its own: the SDK never takes its listeners off again, and would cancel what is long done. */
async function detached<T>(
  signal: AbortSignal | undefined,
  work: (own: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const onAbort = (): void => own.abort(signal?.reason)
  signal?.throwIfAborted()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await work(own.signal)
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Lets every output through. */
function getValidator<T>(): JsonSchemaValidator<T> {
  return (data) => ({ valid: true, data: data as T, errorMessage: undefined })
}
