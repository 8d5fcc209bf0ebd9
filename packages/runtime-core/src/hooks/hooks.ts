import type { RunAgentInput, RunObserver } from '@flightdeck/run-engine'
import type { RouteInfo } from '../routing/route-match.ts'

/** What a hook gives back: nothing, or a replacement, at once or later. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook without a result returns void
export type HookResult<Replacement> = Replacement | undefined | void | Promise<Replacement | undefined | void>

/** What every hook is told. */
export interface HookContext<Runtime = unknown> {
  /** The request, as earlier hooks left it. Read its body only from `request.clone()`. */
  request: Request
  /** The path of the URL as it came in. */
  path: string
  /** The runtime that answers. */
  runtime: Runtime
}

/** What a hook is told once the route is known. */
export interface HandlerHookContext<Runtime = unknown> extends HookContext<Runtime> {
  /** Where the request goes. */
  route: RouteInfo
}

/** What `onBeforeRun` is told. */
export interface RunHookContext<Runtime = unknown> extends HookContext<Runtime> {
  /** The agent that is asked for. */
  agentId: string
  /** The input of the run, checked. */
  input: RunAgentInput
  /** As `identifyUser` gave it; null without `identifyUser`. */
  user: { id: string; name?: string | undefined } | null
}

/** What `onResponse` is told. A request that reached no route has the route `info`. */
export interface ResponseHookContext<Runtime = unknown> extends HandlerHookContext<Runtime> {
  /** The answer, as earlier hooks left it. */
  response: Response
}

/** What `onError` is told. */
export interface ErrorHookContext<Runtime = unknown> extends HookContext<Runtime> {
  /** What was thrown. For a failure that the runtime gave a code, the reason is its `cause`. */
  error: unknown
  /** Where the request was going, if that was known already. */
  route?: RouteInfo | undefined
}

/** Functions called on the way of every request. Those of the runtime run before those of the handler. */
export interface CopilotRuntimeHooks<Runtime = unknown> {
  /** Before routing. May give another request; a thrown `Response` is the answer. */
  onRequest?: ((context: HookContext<Runtime>) => HookResult<Request>) | undefined
  /** After routing, before the route runs. May give another request; a thrown `Response` is the answer. */
  onBeforeHandler?: ((context: HandlerHookContext<Runtime>) => HookResult<Request>) | undefined
  /**
   * On `agent/run`, after the input was read and the user admitted, before the run starts. May give an observer of this run,
   * or several, which are told nothing if the run is refused. A thrown `Response` is the answer.
   */
  onBeforeRun?:
    | ((context: RunHookContext<Runtime>) => HookResult<RunObserver | readonly RunObserver[]>)
    | undefined
  /** Before an answer goes out, also one that was thrown. May give another response. */
  onResponse?: ((context: ResponseHookContext<Runtime>) => HookResult<Response>) | undefined
  /** When something failed unexpectedly. May give the response to send in place of the plain 500. */
  onError?: ((context: ErrorHookContext<Runtime>) => HookResult<Response>) | undefined
}

const HOOK_NAMES = ['onRequest', 'onBeforeHandler', 'onBeforeRun', 'onResponse', 'onError']

/**
 * Checks a `hooks` option.
 *
 * @throws TypeError on an unknown hook, or one that is no function
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
