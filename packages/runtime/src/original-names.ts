import type { BuiltInAgent } from '@flightdeck/builtin-agent'
import {
  type AgentLike,
  type AgentRunner,
  asThreadRunner,
  type AgentRunnerRunRequest as CoreRunRequest,
} from '@flightdeck/run-engine'
import type { MemoryLimits } from '@flightdeck/runner-memory'
import {
  CopilotRuntime,
  type CopilotRuntimeFetchHandler,
  type CopilotRuntimeOptions,
  type AfterRequestMiddleware as CoreAfterRequestMiddleware,
  type BeforeRequestMiddleware as CoreBeforeRequestMiddleware,
  type ErrorHookContext as CoreErrorHookContext,
  type HandlerHookContext as CoreHandlerHookContext,
  type HookContext as CoreHookContext,
  type CopilotRuntimeHooks as CoreHooks,
  type ResponseHookContext as CoreResponseHookContext,
  type RunHookContext as CoreRunHookContext,
  type RuntimeUser,
} from '@flightdeck/runtime-core'

/** The same class as `CopilotRuntime`: there is one kind of runtime here. */
export const CopilotSseRuntime: typeof CopilotRuntime = CopilotRuntime
/** The same as `CopilotRuntime`. */
export type CopilotSseRuntime = CopilotRuntime

/** The options of the runtime. */
export type CopilotSseRuntimeOptions = CopilotRuntimeOptions
/** A runtime, as hooks and handlers are given it. */
export type CopilotRuntimeLike = CopilotRuntime
/** A runtime, as hooks and handlers are given it. */
export type CopilotSseRuntimeLike = CopilotRuntime
/** What `new CopilotRuntime(…)` is called on. */
export type CopilotRuntimeConstructor = typeof CopilotRuntime
/** Who a request comes from. */
export type CopilotRuntimeUser = RuntimeUser
/** The option `identifyUser`. */
export type IdentifyUserCallback = NonNullable<CopilotRuntimeOptions['identifyUser']>
/** Turns a request into its answer; it has no channels, for these belong to the original's cloud. */
export type CopilotRuntimeFetchHandlerWithChannels = CopilotRuntimeFetchHandler
/** @deprecated Use `CopilotRuntimeFetchHandler`, which is called with the request itself. */
export type CopilotKitRequestHandler = (params: { request: Request }) => Promise<Response>

/** Functions called on the way of every request. */
export type CopilotRuntimeHooks<Runtime = CopilotRuntime> = CoreHooks<Runtime>
/** What every hook is told. */
export type HookContext<Runtime = CopilotRuntime> = CoreHookContext<Runtime>
/** What a hook is told once the route is known. */
export type HandlerHookContext<Runtime = CopilotRuntime> = CoreHandlerHookContext<Runtime>
/** What `onResponse` is told. */
export type ResponseHookContext<Runtime = CopilotRuntime> = CoreResponseHookContext<Runtime>
/** What `onBeforeRun` is told. */
export type RunHookContext<Runtime = CopilotRuntime> = CoreRunHookContext<Runtime>
/** What `onError` is told. */
export type ErrorHookContext<Runtime = CopilotRuntime> = CoreErrorHookContext<Runtime>
/** The option `beforeRequestMiddleware`. */
export type BeforeRequestMiddleware<Runtime = CopilotRuntime> = CoreBeforeRequestMiddleware<Runtime>
/** The option `afterRequestMiddleware`. */
export type AfterRequestMiddleware<Runtime = CopilotRuntime> = CoreAfterRequestMiddleware<Runtime>

/** The members of `AbstractAgent` that runners use. */
type AgentMembers =
  | 'threadId'
  | 'messages'
  | 'state'
  | 'setMessages'
  | 'setState'
  | 'addMessage'
  | 'addMessages'
  | 'subscribe'
  | 'use'
  | 'runAgent'
  | 'connectAgent'

/** Asks a runner of your own for a run. */
export interface AgentRunnerRunRequest extends Omit<CoreRunRequest, 'agent'> {
  /** One of your agents, a clone for this request; it has the members of `AbstractAgent` if your agents have them. */
  agent: AgentLike & Pick<BuiltInAgent, AgentMembers>
}

/** The bounds of the in-memory runner. */
export type InMemoryLimits = MemoryLimits
/** A runner whose threads are served below `/threads`. */
export type LocalThreadEndpointRunner = AgentRunner

/** Whether the threads of a runner are served below `/threads`. */
export function supportsLocalThreadEndpoints(runner: AgentRunner): runner is LocalThreadEndpointRunner {
  return asThreadRunner(runner) !== undefined || Reflect.get(runner, 'ɵsupportsLocalThreadEndpoints') === true
}

/** Whether an `a2ui` setting of the original is on: any object, unless it says `enabled: false`. */
export function isA2UIEnabled(a2ui: unknown): boolean {
  return typeof a2ui === 'object' && a2ui !== null && Reflect.get(a2ui, 'enabled') !== false
}
