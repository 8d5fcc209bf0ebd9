import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readEvents } from '@flightdeck/testkit'
import express from 'express'
import { onTestFinished } from 'vitest'
import {
  type CreateCopilotRuntimeServerOptions,
  copilotRuntimeNestEndpoint,
  copilotRuntimeNextJSAppRouterEndpoint,
  copilotRuntimeNextJSPagesRouterEndpoint,
  copilotRuntimeNodeExpressEndpoint,
  copilotRuntimeNodeHttpEndpoint,
} from '../src/index.ts'

/** Where every endpoint of these tests answers. */
export const PATH = '/api/copilotkit'

type Options = Omit<CreateCopilotRuntimeServerOptions, 'endpoint'>

/** Starts a listener on a free port and gives its address. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return addressOf(server)
}

function addressOf(server: Server): string {
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A host of Next's App Router: fetch requests of a real socket, the helper called for each of them. */
function appRouter(makeOptions: () => Options): RequestListener {
  return async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const { handleRequest } = copilotRuntimeNextJSAppRouterEndpoint({ ...makeOptions(), endpoint: PATH })
    const response = await handleRequest(
      new Request(`http://${req.headers.host}${req.url}`, {
        method: req.method ?? 'GET',
        headers: req.headers as Record<string, string>,
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      }),
    )
    res.writeHead(response.status, Object.fromEntries(response.headers))
    for await (const chunk of response.body ?? []) res.write(chunk)
    res.end()
  }
}

/** Each helper as users call it, on a real socket. `makeOptions` is called for every request where the helper is. */
export const hosts: Readonly<Record<string, (makeOptions: () => Options) => RequestListener>> = {
  'Next App Router': appRouter,
  'Next Pages Router': (makeOptions) => {
    const handler = copilotRuntimeNextJSPagesRouterEndpoint({ ...makeOptions(), endpoint: PATH })
    return (req, res) => void handler(req, res)
  },
  'node:http': (makeOptions) => {
    const handler = copilotRuntimeNodeHttpEndpoint({ ...makeOptions(), endpoint: PATH })
    return (req, res) => void handler(req, res)
  },
  Express: (makeOptions) => {
    const app = express()
    app.use(PATH, copilotRuntimeNodeExpressEndpoint({ ...makeOptions(), endpoint: PATH }))
    return app
  },
  'Nest controller': (makeOptions) => {
    // What Nest does: body parsers in front, and a controller that is called with the request and the response.
    const app = express()
    const handler = copilotRuntimeNestEndpoint({ ...makeOptions(), endpoint: PATH })
    app.use(express.json())
    app.all(PATH, (req, res) => void handler(req, res))
    return app
  },
}

/** An event of a run, with every field that a test may look at. */
export type RunEvent = { readonly type: string; readonly [field: string]: unknown }

let threads = 0

/** The input of a run, on a thread of its own unless one is given. */
export function inputOf(text: string, more: object = {}): Record<string, unknown> {
  return {
    threadId: `thread-${++threads}`,
    runId: `run-${threads}`,
    state: {},
    messages: [{ id: `u${threads}`, role: 'user', content: text }],
    tools: [],
    context: [],
    forwardedProps: {},
    ...more,
  }
}

/** What an envelope may have beside its body. */
export interface SendOptions {
  readonly headers?: Record<string, string>
  /** @default { agentId: 'default' } */
  readonly params?: object
}

/** Sends an envelope. */
export function send(
  url: string,
  method: string,
  body?: unknown,
  { headers = {}, params = { agentId: 'default' } }: SendOptions = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ method, params, ...(body !== undefined && { body }) }),
  })
}

/** Runs the agent `default` by an envelope, to the end. */
export async function run(url: string, input: object, options: SendOptions = {}): Promise<RunEvent[]> {
  const response = await send(url, 'agent/run', input, options)
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return (await readEvents(response)) as RunEvent[]
}

/** What the agent said. */
export function said(events: readonly RunEvent[]): string {
  return events.map((event) => (event.type === 'TEXT_MESSAGE_CONTENT' ? String(event.delta) : '')).join('')
}

/** The results of the tools that were called. */
export function results(events: readonly RunEvent[]): unknown[] {
  return events.filter(({ type }) => type === 'TOOL_CALL_RESULT').map(({ content }) => content)
}
