import { randomUUID } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import {
  type EventStore,
  StreamableHTTPServerTransport,
} from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  type JSONRPCMessage,
  ListToolsRequestSchema,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js'

/** What a tool of the test server does; `signal` aborts when the client cancels the call. */
export type TestTool = (
  input: Record<string, unknown>,
  signal: AbortSignal,
) => Promise<CallToolResult> | CallToolResult

export interface TestMcpServerOptions {
  transport?: 'http' | 'sse' | undefined
  tools?:
    | Record<string, { run: TestTool; description?: string; inputSchema?: Tool['inputSchema'] }>
    | undefined
  /** What the list of tools has after them, as it is. */
  listed?: readonly unknown[] | undefined
  /** The `authorization` without which every request is answered 401. */
  authorization?: string | undefined
  port?: number | undefined
  /** Whether streams can be resumed. */
  resumable?: boolean | undefined
}

export interface TestMcpServer {
  type: 'http' | 'sse'
  url: string
  port: number
  /** Every request, with the method of JSON-RPC if it had one. */
  requests: { http: string; rpc: string | undefined; headers: IncomingHttpHeaders; closed: boolean }[]
  /** How many sessions were begun. */
  sessions(): number
  /** How many sessions were ended by the client. */
  ended(): number
  /** Forgets every session but keeps serving, as a restart behind a proxy does. */
  forget(): void
  /** Breaks every connection, and keeps listening. */
  cut(): void
  /** Breaks every connection and stops listening. */
  kill(): Promise<void>
}

export const text = (value: string): CallToolResult => ({ content: [{ type: 'text', text: value }] })

export const echo: NonNullable<TestMcpServerOptions['tools']> = {
  echo: { run: ({ text: said }) => text(`you said ${String(said)}`) },
}

function createEventStore(): EventStore {
  const events: { id: string; stream: string; message: JSONRPCMessage }[] = []
  return {
    async storeEvent(stream, message) {
      const id = `${stream}-${events.length}`
      events.push({ id, stream, message })
      return id
    },
    async replayEventsAfter(last, { send }) {
      const from = events.findIndex(({ id }) => id === last)
      const stream = events[from]?.stream ?? ''
      for (const event of events.slice(from + 1)) {
        if (event.stream === stream) await send(event.id, event.message)
      }
      return stream
    },
  }
}

/** Starts a real MCP server on a free port of this machine. */
export async function startMcpServer(options: TestMcpServerOptions = {}): Promise<TestMcpServer> {
  const { transport: type = 'http', tools = echo, authorization } = options
  const requests: TestMcpServer['requests'] = []
  const streamable = new Map<string, StreamableHTTPServerTransport>()
  const sse = new Map<string, SSEServerTransport>()
  let begun = 0
  let ended = 0

  const createMcp = (): Server => {
    const server = new Server({ name: 'test', version: '1.0.0' }, { capabilities: { tools: {} } })
    server.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: [
        ...Object.entries(tools).map(([name, { description = `The tool ${name}`, inputSchema }]) => ({
          name,
          description,
          inputSchema: inputSchema ?? { type: 'object' as const },
        })),
        ...((options.listed ?? []) as Tool[]),
      ],
    }))
    server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
      const tool = tools[params.name]
      if (!tool) throw new Error(`No tool ${params.name}`)
      return tool.run(params.arguments ?? {}, signal)
    })
    return server
  }

  const serveHttp = async (req: IncomingMessage, res: ServerResponse, body: unknown): Promise<void> => {
    const id = req.headers['mcp-session-id']
    const known = typeof id === 'string' ? streamable.get(id) : undefined
    if (id !== undefined && !known) {
      res.writeHead(404).end()
      return
    }
    if (req.method === 'DELETE') ended += 1
    const transport =
      known ??
      new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        ...(options.resumable && { eventStore: createEventStore() }),
        onsessioninitialized: (session) => {
          begun += 1
          streamable.set(session, transport)
        },
      })
    if (!known) await createMcp().connect(transport as Parameters<Server['connect']>[0])
    await transport.handleRequest(req, res, body)
  }
  const serveSse = async (req: IncomingMessage, res: ServerResponse, body: unknown): Promise<void> => {
    if (req.method === 'GET') {
      const transport = new SSEServerTransport('/messages', res)
      begun += 1
      sse.set(transport.sessionId, transport)
      res.on('close', () => {
        ended += 1
      })
      await createMcp().connect(transport)
      return
    }
    const session = new URL(req.url ?? '', 'http://localhost').searchParams.get('sessionId')
    const transport = sse.get(session ?? '')
    if (transport) await transport.handlePostMessage(req, res, body)
    else res.writeHead(404).end()
  }

  const http = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const body: unknown = chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString())
    const rpc = (body as { method?: string } | undefined)?.method
    const seen = { http: req.method ?? '', rpc, headers: req.headers, closed: false }
    res.on('close', () => {
      seen.closed = true
    })
    requests.push(seen)
    if (authorization !== undefined && req.headers.authorization !== authorization) {
      res.writeHead(401, { 'content-type': 'text/plain' }).end('the secret is hunter2')
      return
    }
    await (type === 'http' ? serveHttp(req, res, body) : serveSse(req, res, body))
  })
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return {
    type,
    url: `http://127.0.0.1:${port}/${type === 'http' ? 'mcp' : 'sse'}`,
    port,
    requests,
    sessions: () => begun,
    ended: () => ended,
    forget() {
      streamable.clear()
    },
    cut: () => http.closeAllConnections(),
    kill: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}
