// Tests: `serverConformance` of `@flightdeck/testkit`.
import type { RouteName } from '@flightdeck/protocol'
import type { ServerRequest } from '../http/host-request.ts'
import type { RouteMatch } from './route-match.ts'

/** A message of a run, in the format of `afterRequestMiddleware`. */
export interface AfterRequestMessage {
  /** Its id in the events of the run. */
  id: string
  /** `assistant`, `tool`, `user` and so on. */
  role: string
  /** Its text. */
  content?: string | undefined
  /** Its tool calls; `args` is the JSON text of the arguments. */
  toolCalls?: { id: string; name: string; args: string }[] | undefined
  /** The tool call of a tool result. */
  toolCallId?: string | undefined
}

/** A run that has ended. */
export interface AfterRun {
  /** The messages that the run added. */
  messages: readonly AfterRequestMessage[]
  /** The thread of the run. */
  threadId?: string | undefined
  /** The id of the run. */
  runId?: string | undefined
  /** A readable copy of the streamed response. @default a response with its status and headers and no body */
  response?: Response | undefined
}

/** The result of a route. */
export interface RouteResult {
  /** The response. */
  response: Response
  /** Settles when the run of the response has ended. @default immediately, without messages */
  after?: Promise<AfterRun> | undefined
}

/** A request with its route and the route's parameters. */
export type DispatchedRequest<Name extends RouteName = RouteName> = {
  [Each in RouteName]: RouteMatch<Each> & {
    /** The request, as the hooks left it. In single-route mode it is the one inside the envelope. */
    readonly request: ServerRequest
    /** The path of the URL as received. */
    readonly path: string
    /** True if the page that sent the request may read the response only because every page may. */
    readonly isForeign: boolean
  }
}[Name]

/** Runs a route. A `RuntimeError` it rejects with becomes the response. */
export type Dispatch = (dispatched: DispatchedRequest) => Promise<RouteResult>

/** A function for each route, by the route's name. */
export type RouteHandlers = {
  readonly [Name in RouteName]: (dispatched: DispatchedRequest<Name>) => Promise<RouteResult>
}

/** Creates a dispatch from the functions of the routes. */
export function dispatchTo(handlers: RouteHandlers): Dispatch {
  const call = <Name extends RouteName>(dispatched: DispatchedRequest<Name>): Promise<RouteResult> => {
    const name: Name = dispatched.name
    return handlers[name](dispatched)
  }
  return async (dispatched) => call(dispatched)
}
