import type { RunAgentInput, RunObserver } from '@flightdeck/run-engine'
import type { RouteInfo } from '../routing/route-match.ts'

/** What a hook returns: nothing, a replacement, or a promise of either. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook without a result returns void
export type HookResult<Replacement> = Replacement | undefined | void | Promise<Replacement | undefined | void>

/** The context of every hook. */
export interface HookContext<Runtime = unknown> {
  /** The request, as earlier hooks left it. Read its body only from `request.clone()`. */
  request: Request
  /** The path of the URL as received. */
  path: string
  /** The runtime that handles the request. */
  runtime: Runtime
}

/** The context of a hook after routing. */
export interface HandlerHookContext<Runtime = unknown> extends HookContext<Runtime> {
  /** The route of the request. */
  route: RouteInfo
}

/** The context of `onBeforeRun`. */
export interface RunHookContext<Runtime = unknown> extends HookContext<Runtime> {
  /** The agent that the request names. */
  agentId: string
  /** The validated input of the run. */
  input: RunAgentInput
  /** What `identifyUser` returned; null without `identifyUser`. */
  user: { id: string; name?: string | undefined } | null
}

/** The context of `onResponse`. A request without a route has the route `info`. */
export interface ResponseHookContext<Runtime = unknown> extends HandlerHookContext<Runtime> {
  /** The response, as earlier hooks left it. */
  response: Response
}

/** The context of `onError`. */
export interface ErrorHookContext<Runtime = unknown> extends HookContext<Runtime> {
  /** What was thrown. If the runtime wrapped an error to give it a code, the original error is its `cause`. */
  error: unknown
  /** The route of the request, if routing was done. */
  route?: RouteInfo | undefined
}

/** Functions called for every request. Those of the runtime run before those of the handler. */
export interface CopilotRuntimeHooks<Runtime = unknown> {
  /** Before routing. May return another request; a thrown `Response` is sent as the response. */
  onRequest?: ((context: HookContext<Runtime>) => HookResult<Request>) | undefined
  /** After routing, before the route runs. May return another request; a thrown `Response` is sent as the response. */
  onBeforeHandler?: ((context: HandlerHookContext<Runtime>) => HookResult<Request>) | undefined
  /**
   * On `agent/run`, after the input was read and the user admitted, before the run starts. May return an observer of this run,
   * or several, which are told nothing if the run is refused. A thrown `Response` is the answer.
   */
  onBeforeRun?:
    | ((context: RunHookContext<Runtime>) => HookResult<RunObserver | readonly RunObserver[]>)
    | undefined
  /** Before a response is sent, also one that was thrown. May return another response. */
  onResponse?: ((context: ResponseHookContext<Runtime>) => HookResult<Response>) | undefined
  /** After an unexpected error. May return the response to send instead of the default 500. */
  onError?: ((context: ErrorHookContext<Runtime>) => HookResult<Response>) | undefined
}

const HOOK_NAMES = ['onRequest', 'onBeforeHandler', 'onBeforeRun', 'onResponse', 'onError']

/**
 * Checks a `hooks` option.
 *
 * @throws TypeError for an unknown hook, or one that is not a function
 */
export function checkHooks(hooks: object): void {
  for (const [name, hook] of Object.entries(hooks)) {
    if (!HOOK_NAMES.includes(name)) {
      throw new TypeError(`Unknown hook '${name}'. The hooks are: ${HOOK_NAMES.join(', ')}.`)
    }
    if (hook !== undefined && typeof hook !== 'function')
      throw new TypeError(`The hook ${name} must be a function.`)
  }
}
