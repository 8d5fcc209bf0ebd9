import { type ParamsOf, type RouteName, routeNamed, routePath } from '@flightdeck/protocol'
import type { EventLike } from '@flightdeck/run-engine'
import { onTestFinished } from 'vitest'
import type { ServerOptions, StartServer, TransportMode } from './server-under-test.ts'

/** An operation and its parameters: what multi-route mode has in the path and single-route mode in the envelope. */
export type Operation = {
  [Name in RouteName]: { readonly method: Name } & ParamsOf<Name>
}[RouteName]

/** What a request carries beside its operation. */
export interface RequestExtras {
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown
  headers?: Record<string, string> | undefined
  /** Added to the address, as in `?cursor=…`. */
  query?: Record<string, string> | undefined
  signal?: AbortSignal | undefined
}

/** Talks to one server, in the one transport that it speaks. */
export interface Client {
  readonly url: string
  readonly mode: TransportMode
  /** Sends an operation. */
  send(operation: Operation, extras?: RequestExtras): Promise<Response>
  /** Runs the agent `default`. */
  run(input: object, extras?: Omit<RequestExtras, 'body'>): Promise<Response>
  /** Follows a thread of the agent `default`. */
  connect(threadId: string, extras?: Omit<RequestExtras, 'body'>): Promise<Response>
  /** Stops what runs on a thread of the agent `default`. */
  stop(threadId: string, runId?: string): Promise<Response>
  /** Asks the agent `default` for one run that is not kept. */
  suggest(input: object): Promise<Response>
}

/** Starts servers of one mode, each for the length of the test that asks for it. */
export type Serve = (options: Omit<ServerOptions, 'mode'>) => Promise<Client>

/** What each file of the suite is given. */
export interface Suite {
  readonly mode: TransportMode
  readonly serve: Serve
}

/** Binds the way to start a server to a mode. */
export function servingIn(mode: TransportMode, start: StartServer): Serve {
  return async (options) => {
    const server = await start({ ...options, mode })
    onTestFinished(() => server.close())
    return clientOf(server.url, mode)
  }
}

/** A complete run input. What is given replaces the defaults; `undefined` leaves a member out. */
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

/** An event with whatever members it has, for scripts. */
export function event(type: string, members: Record<string, unknown> = {}): EventLike {
  return { type, ...members }
}

function clientOf(url: string, mode: TransportMode): Client {
  const send: Client['send'] = (operation, extras = {}) => {
    const { query, signal, headers, body } = extras
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
    const shared = { ...(signal && { signal }) }
    if (mode === 'single-route') {
      const { method, ...params } = operation
      return fetch(url + search, {
        ...shared,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ method, params, body }),
      })
    }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return fetch(url + pathOf(operation) + search, {
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
