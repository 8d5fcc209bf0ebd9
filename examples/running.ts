import type { AddressInfo } from 'node:net'
import { readEvents } from '@flightdeck/testkit'
import { onTestFinished } from 'vitest'

/** Sends requests to an example, in process or over a socket. */
export type Send = (path: string, init?: RequestInit) => Promise<Response>

interface Listening {
  address(): AddressInfo | string | null
  close(): unknown
  once(event: 'listening', listener: () => void): unknown
  readonly listening: boolean
}

interface FetchExport {
  fetch(request: Request, env?: unknown, context?: unknown): Response | Promise<Response>
}

const host = 'http://localhost'

/** An example whose default export has a `fetch`, as Bun, Deno, Workers and Hono's servers take it. */
export function reach(example: { default: FetchExport }, env?: unknown): Send {
  const context = { waitUntil: () => {} }
  return async (path, init) => example.default.fetch(new Request(host + path, init), env, context)
}

/** An example that exports a function for each HTTP method, as Next.js takes it. */
export function reachMethods(example: Record<string, unknown>): Send {
  return async (path, init) => {
    const handler = example[init?.method ?? 'GET']
    if (typeof handler !== 'function') return new Response(null, { status: 405 })
    return handler(new Request(host + path, init))
  }
}

/** An example that listens on the port in `PORT`. */
export async function reachServer(load: () => Promise<{ server: unknown }>): Promise<Send> {
  process.env.PORT = '0'
  const server = (await load()).server as Listening
  if (!server.listening) await new Promise<void>((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The example has no port')
  return (path, init) => fetch(`http://127.0.0.1:${address.port}${path}`, init)
}

/** A JSON body, to be sent by POST. */
export function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}

let runs = 0

/** The input of a run on a new thread. */
export function runInput(messages: readonly object[] = []): Record<string, unknown> {
  const id = `${++runs}`
  return { threadId: `thread-${id}`, runId: `run-${id}`, messages, tools: [], context: [] }
}

/** A message of the user. */
export function question(content: string): object {
  return { id: `question-${runs + 1}`, role: 'user', content }
}

/** The text that an agent sends in a run, and the ending of the run. */
export async function said(response: Response): Promise<string> {
  const events = await readEvents(response)
  const words = events.map((event) => ('delta' in event ? String(event.delta) : '')).join('')
  return `${words} ${events.at(-1)?.type}`
}
