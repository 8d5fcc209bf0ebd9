import { randomUUID, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { z } from 'zod'
import { convert, RATES, RATES_DATE } from './rates.ts'

/** An MCP server with exchange rates, on a free local port. */
export interface RatesServer {
  url: string
  /** Required headers. Without them the response is 401. */
  headers: Record<string, string>
  close(): Promise<void>
}

const MCP_PATH = '/mcp'

/** Starts the server. It uses streamable HTTP without sessions. */
export async function startRatesServer(): Promise<RatesServer> {
  const authorization = `Bearer ${randomUUID()}`
  const server = createServer((request, response) => {
    respond(request, response, authorization).catch((error: Error) => response.destroy(error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${MCP_PATH}`,
    headers: { authorization },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  authorization: string,
): Promise<void> {
  if (!isSame(request.headers.authorization, authorization)) return void response.writeHead(401).end()
  if (request.url !== MCP_PATH) return void response.writeHead(404).end()
  if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end()
  const mcp = createRates()
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true })
  response.once('close', () => void mcp.close())
  await mcp.connect(transport as Parameters<McpServer['connect']>[0])
  await transport.handleRequest(request, response)
}

function createRates(): McpServer {
  const mcp = new McpServer({ name: 'exchange-rates', version: '1.0.0' })
  mcp.registerTool(
    'convert_currency',
    {
      description: `Converts an amount between currencies, at the rates of ${RATES_DATE}`,
      inputSchema: {
        amount: z.number(),
        from: z.string().describe('A three-letter code, such as EUR'),
        to: z.string().describe('A three-letter code, such as USD'),
      },
    },
    ({ amount, from, to }) => toResult(convert(amount, from, to)),
  )
  mcp.registerTool(
    'list_currencies',
    { description: 'Lists the available currencies', inputSchema: {} },
    () => toResult({ date: RATES_DATE, currencies: Object.keys(RATES) }),
  )
  return mcp
}

function toResult(value: object): { content: { type: 'text'; text: string }[] } {
  return { content: [{ type: 'text', text: JSON.stringify(value) }] }
}

function isSame(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
