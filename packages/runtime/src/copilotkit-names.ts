import type { BuiltInAgent } from '@flightdeck/builtin-agent'
import type { AgentLike, AgentRunner, AgentRunnerRunRequest as CoreRunRequest } from '@flightdeck/run-engine'
import type { InMemoryThread, LocalThreads, MemoryLimits } from '@flightdeck/runner-memory'
import type {
  CopilotRuntime,
  CopilotRuntimeFetchHandler,
  CopilotRuntimeOptions,
  AfterRequestMiddleware as CoreAfterRequestMiddleware,
  BeforeRequestMiddleware as CoreBeforeRequestMiddleware,
  ErrorHookContext as CoreErrorHookContext,
  HandlerHookContext as CoreHandlerHookContext,
  HookContext as CoreHookContext,
  CopilotRuntimeHooks as CoreHooks,
  ResponseHookContext as CoreResponseHookContext,
  RunHookContext as CoreRunHookContext,
} from '@flightdeck/runtime-core'

/** The options of the runtime. */
export type CopilotSseRuntimeOptions = CopilotRuntimeOptions
/** A runtime, as passed to hooks and handlers. */
export type CopilotRuntimeLike = CopilotRuntime
/** A runtime, as passed to hooks and handlers. */
export type CopilotSseRuntimeLike = CopilotRuntime
/** The class `CopilotRuntime`. */
export type CopilotRuntimeConstructor = typeof CopilotRuntime
/** The option `identifyUser`. */
export type IdentifyUserCallback = NonNullable<CopilotRuntimeOptions['identifyUser']>
/** Handles a request. Has no channels, which belong to CopilotKit's hosted platform. */
export type CopilotRuntimeFetchHandlerWithChannels = CopilotRuntimeFetchHandler
/** @deprecated Use `CopilotRuntimeFetchHandler`, which takes the request itself. */
export type CopilotKitRequestHandler = (params: { request: Request }) => Promise<Response>

/** Functions called for every request. */
export type CopilotRuntimeHooks<Runtime = CopilotRuntime> = CoreHooks<Runtime>
/** The argument of every hook. */
export type HookContext<Runtime = CopilotRuntime> = CoreHookContext<Runtime>
/** The argument of a hook that is called after routing. */
export type HandlerHookContext<Runtime = CopilotRuntime> = CoreHandlerHookContext<Runtime>
/** The argument of `onResponse`. */
export type ResponseHookContext<Runtime = CopilotRuntime> = CoreResponseHookContext<Runtime>
/** What `onBeforeRun` is told. */
export type RunHookContext<Runtime = CopilotRuntime> = CoreRunHookContext<Runtime>
/** The argument of `onError`. */
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

/** The request for a run to a custom runner. */
export interface AgentRunnerRunRequest extends Omit<CoreRunRequest, 'agent'> {
  /** A clone of one of your agents. It has the members of `AbstractAgent` if your agents have them. */
  agent: AgentLike & Pick<BuiltInAgent, AgentMembers>
}

/** The limits of the in-memory runner. */
export type InMemoryLimits = MemoryLimits
/** A thread as `listThreads` of a runner returns it. */
export type LocalThreadEndpointRecord = InMemoryThread
/** A runner with the thread methods of the in-memory runner. */
export type LocalThreadEndpointRunner = AgentRunner & LocalThreads

const LOCAL_METHODS: Record<keyof LocalThreads, true> = {
  listThreads: true,
  getThreadMessages: true,
  getThreadEvents: true,
  getThreadState: true,
  clearThreads: true,
}

/** Whether a runner has the thread methods of the in-memory runner: `listThreads`, `getThreadMessages` and so on. */
export function supportsLocalThreadEndpoints(runner: AgentRunner): runner is LocalThreadEndpointRunner {
  return Object.keys(LOCAL_METHODS).every((name) => typeof Reflect.get(runner, name) === 'function')
}

/** Whether an `a2ui` setting of `@copilotkit/runtime` is on: any object without `enabled: false`. */
export function isA2UIEnabled(a2ui: unknown): boolean {
  return typeof a2ui === 'object' && a2ui !== null && Reflect.get(a2ui, 'enabled') !== false
}
