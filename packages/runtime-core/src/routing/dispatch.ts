import type { RouteName } from '@flightdeck/protocol'
import type { ServerRequest } from '../http/host-request.ts'
import type { RouteMatch } from './route-match.ts'

/** A message of a run, as `afterRequestMiddleware` gets it. */
export interface AfterRequestMessage {
  /** The id that its events carried. */
  id: string
  /** Who wrote it: `assistant`, `tool`, `user` and so on. */
  role: string
  /** Its text. */
  content?: string | undefined
  /** The tools it called; `args` is the JSON text of the arguments. */
  toolCalls?: { id: string; name: string; args: string }[] | undefined
  /** The call that a tool message answers. */
  toolCallId?: string | undefined
}

/** What is known about a run once it has ended. */
export interface AfterRun {
  /** The messages that the run made. */
  messages: readonly AfterRequestMessage[]
  /** The thread of the run. */
  threadId?: string | undefined
  /** The id of the run. */
  runId?: string | undefined
  /** A readable copy of the streamed answer. @default a response with its status and headers and no body */
  response?: Response | undefined
}

/** What a route gives back. */
export interface RouteResult {
  /** The answer. */
  response: Response
  /** Settles when the run behind the answer has ended. @default at once, with no messages */
  after?: Promise<AfterRun> | undefined
}

/** A request that reached its route, with the parameters of that route. */
export type DispatchedRequest<Name extends RouteName = RouteName> = {
  [Each in RouteName]: RouteMatch<Each> & {
    /** The request, as the hooks left it. In single-route mode it is the one inside the envelope. */
    readonly request: ServerRequest
    /** The path of the URL as it came in. */
    readonly path: string
    /** True if the page that sent the request may read the response only because every page may. */
    readonly isForeign: boolean
  }
}[Name]

/** Runs a route. A `RuntimeError` it rejects with becomes the answer. */
export type Dispatch = (dispatched: DispatchedRequest) => Promise<RouteResult>

/** One function for each route, named like it. */
export type RouteHandlers = {
  readonly [Name in RouteName]: (dispatched: DispatchedRequest<Name>) => Promise<RouteResult>
}

/** Makes a dispatch from the functions of the routes. */
export function dispatchTo(handlers: RouteHandlers): Dispatch {
  const call = <Name extends RouteName>(dispatched: DispatchedRequest<Name>): Promise<RouteResult> => {
    const name: Name = dispatched.name
    return handlers[name](dispatched)
  }
  return async (dispatched) => call(dispatched)
}
