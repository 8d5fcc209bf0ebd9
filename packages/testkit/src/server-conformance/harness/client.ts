import { type ParamsOf, type RouteName, routeNamed, routePath } from '@flightdeck/protocol'
import type { EventLike } from '@flightdeck/run-engine'
import { onTestFinished } from 'vitest'
import type { CheckTag, DeclareCheck } from './checks.ts'
import type { ServerOptions, ServerUnderTest, StartServer, TransportMode } from './server-under-test.ts'

/** An operation and its parameters: what multi-route mode has in the path and single-route mode in the envelope. */
export type Operation = {
  [Name in RouteName]: { readonly method: Name } & ParamsOf<Name>
}[RouteName]

/** Body, headers, query and signal of a request. */
export interface RequestExtras {
  /** A string is sent unchanged, anything else as JSON. */
  body?: unknown
  headers?: Record<string, string> | undefined
  /** Added to the URL, as in `?cursor=…`. */
  query?: Record<string, string> | undefined
  signal?: AbortSignal | undefined
}

/** Sends requests to one server in one transport. */
export interface Client {
  readonly url: string
  readonly mode: TransportMode
  /** Sends any request to the server. */
  readonly fetch: typeof fetch
  /** The URL that an operation is sent to. */
  addressOf(operation: Operation): string
  /** Sends an operation. */
  send(operation: Operation, extras?: RequestExtras): Promise<Response>
  /** Runs the agent `default`. */
  run(input: object, extras?: Omit<RequestExtras, 'body'>): Promise<Response>
  /** Follows a thread of the agent `default`. */
  connect(threadId: string, extras?: Omit<RequestExtras, 'body'>): Promise<Response>
  /** Stops the run on a thread of the agent `default`. */
  stop(threadId: string, runId?: string): Promise<Response>
  /** Requests a suggestion from the agent `default`. */
  suggest(input: object): Promise<Response>
}

/** Starts a server for the current test, in one mode. */
export type Serve = (options: Omit<ServerOptions, 'mode'>) => Promise<Client>

/** What each group of checks is given: the way to start servers, and the functions that declare checks. */
export interface Suite extends Readonly<Record<CheckTag, DeclareCheck>> {
  readonly mode: TransportMode
  readonly serve: Serve
}

/** Returns a `Serve` for one mode. */
export function servingIn(mode: TransportMode, start: StartServer): Serve {
  return async (options) => {
    const server = await start({ ...options, mode })
    onTestFinished(() => server.close())
    return clientOf(server, mode)
  }
}

/** A complete run input. Given members replace the defaults; `undefined` removes one. */
export function inputOf(given: { threadId?: unknown } & Record<string, unknown>): Record<string, unknown> {
  return {
    runId: 'r1',
    protocolVersion: '1.0',
    messages: [{ id: 'u1', role: 'user', content: 'Hello?' }],
    tools: [],
    context: [],
    ...given,
  }
}

/** An event for a script. */
export function event(type: string, members: Record<string, unknown> = {}): EventLike {
  return { type, ...members }
}

function clientOf(server: ServerUnderTest, mode: TransportMode): Client {
  const { url, fetch = globalThis.fetch } = server
  const addressOf = (operation: Operation): string =>
    mode === 'single-route' ? url : url + pathOf(operation)

  const send: Client['send'] = (operation, extras = {}) => {
    const { query, signal, headers, body } = extras
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
    const shared = { ...(signal && { signal }) }
    if (mode === 'single-route') {
      const { method, ...params } = operation
      return fetch(addressOf(operation) + search, {
        ...shared,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ method, params, body }),
      })
    }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return fetch(addressOf(operation) + search, {
      ...shared,
      method: routeNamed(operation.method).methods[0] ?? 'GET',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(text !== undefined && { body: text }),
    })
  }
  const agentId = 'default'
  return {
    url,
    mode,
    fetch,
    addressOf,
    send,
    run: (input, extras) => send({ method: 'agent/run', agentId }, { ...extras, body: input }),
    connect: (threadId, extras) =>
      send(
        { method: 'agent/connect', agentId },
        { ...extras, body: inputOf({ threadId, runId: 'ignored', messages: [] }) },
      ),
    stop: (threadId, runId) =>
      send({ method: 'agent/stop', agentId, threadId }, runId === undefined ? {} : { body: { runId } }),
    suggest: (input) => send({ method: 'agent/suggest', agentId }, { body: input }),
  }
}

/** The path of an operation below the base path. */
export function pathOf({ method, ...params }: Operation): string {
  // The compiler cannot see that the parameters of one operation belong to its name.
  return routePath(method, params as ParamsOf<typeof method>)
}
