import type { ParamsOf, RouteName } from '@flightdeck/protocol'
import type { RunObserver } from '@flightdeck/run-engine'
import { resolveCors } from '../cors/cors.ts'
import type { CopilotCorsConfig } from '../cors/cors-config.ts'
import type { OriginList } from '../cors/cors-origin.ts'
import { composeBeforeRun } from '../hooks/before-run.ts'
import type { CopilotRuntimeHooks, RunHookContext } from '../hooks/hooks.ts'
import {
  fetchRequestOf,
  type HostRequest,
  type HostResponse,
  type RequestPlace,
  type ServerRequest,
} from '../http/host-request.ts'
import { isRuntimeError, RuntimeError } from '../http/runtime-error.ts'
import { connect } from '../routes/connect.ts'
import { streamDebugEvents } from '../routes/debug-events.ts'
import type { HandlerContext } from '../routes/handler-context.ts'
import { healthLive, healthReady } from '../routes/health.ts'
import { info } from '../routes/info.ts'
import { run } from '../routes/run.ts'
import { stop } from '../routes/stop.ts'
import { suggest } from '../routes/suggest.ts'
import { archiveThread, deleteThread, getThread, updateThread } from '../routes/threads/change.ts'
import { clearThreads } from '../routes/threads/clear.ts'
import {
  threadEvents,
  threadInterrupts,
  threadMessages,
  threadRuns,
  threadState,
} from '../routes/threads/inspect.ts'
import { listThreads } from '../routes/threads/list.ts'
import { refuseRealtime, subscribeToThreads } from '../routes/threads/subscribe.ts'
import { exportThread, importThread } from '../routes/threads/transfer.ts'
import { type DispatchedRequest, dispatchTo, type RouteResult } from '../routing/dispatch.ts'
import type { RouteMode } from '../routing/router.ts'
import { type AgentsConfig, type AgentsRecord, findAgent, resolveAgents } from '../runtime/agents-config.ts'
import { checkAllowed } from '../runtime/authorize.ts'
import { type CopilotRuntime, resolvedOf } from '../runtime/copilot-runtime.ts'
import { identify } from '../runtime/identify.ts'
import { checkAgents } from '../runtime/option-checks.ts'
import type { ResolvedRuntime } from '../runtime/resolved-runtime.ts'
import type { RuntimeUser } from '../runtime/runtime-user.ts'
import { transcribe } from '../transcribe/transcribe.ts'
import { checkForeignPage, openToAllPages } from './foreign-pages.ts'
import { createPipeline } from './pipeline.ts'

/** Options of `createCopilotRuntimeHandler`. */
export interface CopilotRuntimeHandlerOptions {
  runtime: CopilotRuntime
  /** The agents of this handler. @default those of the runtime */
  agents?: AgentsConfig | undefined
  /** The path below which the runtime is mounted, such as `/api/copilotkit`. @default routes match at the end of any path */
  basePath?: string | undefined
  /** One path per operation, or one path for all operations, with envelopes. @default 'multi-route' */
  mode?: RouteMode | undefined
  /**
   * Whether pages of other origins may send requests; `true` for all origins. Name the origins of your pages:
   * `{ origin: 'https://app.example.com' }`. @default false; the Hono and Express adapters allow all origins by default, as
   * those of `@copilotkit/runtime` do
   */
  cors?: boolean | CopilotCorsConfig | undefined
  /**
   * Origins whose pages may send requests with a user's cookies, beside those that `cors.origin` names. For pages whose
   * CORS headers something in front of this server sends. @default none
   */
  trustedOrigins?: OriginList | undefined
  /**
   * The host names that requests may be sent to, without ports; `.example.com` stands for every name below it. Protects a
   * server on a private address from DNS rebinding: `loopbackHosts` for one that listens on loopback. @default any
   */
  allowedHosts?: readonly string[] | undefined
  /** Functions called for every request. */
  hooks?: CopilotRuntimeHooks<CopilotRuntime> | undefined
}

const NO_AGENTS =
  'The runtime has no agents: every run gets 404. Pass agents: { default: agent } to new CopilotRuntime(…)'

/** Handles a request. Never rejects. */
export interface CopilotRuntimeFetchHandler {
  (request: Request): Promise<Response>
  /**
   * The same for adapters: takes a request as its host has it, and makes a fetch `Request` only where code of the
   * application is given one. `place` says what the host has done with the request before.
   */
  fromHost?(request: HostRequest | Request, place?: RequestPlace): Promise<HostResponse>
}

/**
 * Creates the function that serves a runtime: `Request` in, `Response` out.
 *
 * @throws TypeError if an option is wrong
 */
export function createCopilotRuntimeHandler(
  options: CopilotRuntimeHandlerOptions,
): CopilotRuntimeFetchHandler & Required<Pick<CopilotRuntimeFetchHandler, 'fromHost'>> {
  const { runtime, basePath, mode = 'multi-route', trustedOrigins, allowedHosts, hooks } = options
  const cors = resolveCors(options.cors)
  const resolved = resolvedOf(runtime)
  const { agents = resolved.options.agents } = options
  checkAgents(agents)
  if (Object.keys(agents).length === 0 && typeof agents === 'object' && !(agents instanceof Promise))
    resolved.logger.warn(NO_AGENTS)
  const beforeRun = composeBeforeRun([resolved.options.hooks, hooks])
  const inContext =
    <Name extends RouteName>(
      route: (context: HandlerContext, params: ParamsOf<Name>) => Promise<RouteResult>,
    ) =>
    async ({ name, request, path, params, ...sent }: DispatchedRequest<Name>): Promise<RouteResult> => {
      const isForeign = sent.isForeign && resolved.options.identifyUser === undefined
      if (isForeign) checkForeignPage(name)
      const context = contextOf(
        { runtime, resolved, agents, mode, beforeRun },
        { request, path, isForeign, action: name },
      )
      if (!isOpen(name, resolved)) await context.user()
      return route(context, params).catch((error: unknown) => {
        if (isRuntimeError(error) && error.code === 'store_unavailable') resolved.logStoreError(error.cause)
        throw error
      })
    }
  const dispatch = dispatchTo({
    info: inContext(info),
    'health/live': inContext(healthLive),
    'health/ready': inContext(healthReady),
    transcribe: inContext(transcribe),
    'cpk-debug-events': inContext(streamDebugEvents),
    'agent/run': inContext(run),
    'agent/suggest': inContext(suggest),
    'agent/connect': inContext(connect),
    'agent/stop': inContext(stop),
    'threads/list': inContext(listThreads),
    'threads/clear': inContext(clearThreads),
    'threads/subscribe': inContext(subscribeToThreads),
    'threads/realtime': inContext(refuseRealtime),
    'threads/import': inContext(importThread),
    'threads/get': inContext(getThread),
    'threads/update': inContext(updateThread),
    'threads/delete': inContext(deleteThread),
    'threads/archive': inContext(archiveThread),
    'threads/messages': inContext(threadMessages),
    'threads/events': inContext(threadEvents),
    'threads/state': inContext(threadState),
    'threads/runs': inContext(threadRuns),
    'threads/interrupts': inContext(threadInterrupts),
    'threads/export': inContext(exportThread),
  })
  const serve = createPipeline<CopilotRuntime>({
    runtime,
    basePath,
    mode,
    cors,
    trustedOrigins,
    allowedHosts,
    hooks: [resolved.options.hooks, hooks],
    limits: resolved.bodyLimits,
    isShown: typeof agents === 'function' || showsRequests(resolved.options),
    dispatch,
    logger: resolved.logger,
    isDraining: () => resolved.lifecycle.phase === 'draining',
    onBackgroundWork: (work) => resolved.background.add(work),
  })
  const warning = openToAllPages(cors, resolved)
  if (warning !== undefined) resolved.logger.warn(warning)
  return Object.assign((request: Request) => serve(request), { fromHost: serve })
}

function showsRequests({ identifyUser, authorize }: ResolvedRuntime['options']): boolean {
  return identifyUser !== undefined || authorize !== undefined
}

/** What all requests of a handler share. */
interface ServedRuntime {
  runtime: CopilotRuntime
  resolved: ResolvedRuntime
  agents: AgentsConfig
  mode: RouteMode
  beforeRun: ((context: RunHookContext<CopilotRuntime>) => Promise<RunObserver[]>) | undefined
}

function contextOf(
  { runtime, resolved, agents: config, mode, beforeRun }: ServedRuntime,
  {
    request,
    path,
    isForeign,
    action,
  }: { request: ServerRequest; path: string; isForeign: boolean; action: RouteName },
): HandlerContext {
  const { options, logger } = resolved
  const { identifyUser, authorize } = options
  let identified: Promise<RuntimeUser | null> | undefined
  const agents = (): Promise<AgentsRecord> =>
    resolveAgents(config, typeof config === 'function' ? fetchRequestOf(request) : undefined)
  const caller = (): Promise<RuntimeUser | null> => {
    if (identifyUser === undefined) return Promise.resolve(null)
    identified ??= identify(identifyUser, fetchRequestOf(request))
    return identified
  }
  const user = async (): Promise<RuntimeUser | null> => {
    const known = await caller()
    if (known === null && identifyUser !== undefined) throw new RuntimeError('unauthorized')
    return known
  }
  return {
    runtime: resolved,
    request,
    mode,
    isForeign,
    agents,
    async agent(agentId) {
      try {
        return findAgent(await agents(), agentId, logger)
      } catch (cause) {
        if (isRuntimeError(cause)) throw cause
        throw new RuntimeError('run_failed', 'The agents of this runtime could not be loaded', { cause })
      }
    },
    user,
    async beforeRun(agentId, input) {
      if (beforeRun === undefined) return []
      const known = await caller()
      return beforeRun({ runtime, request: fetchRequestOf(request), path, agentId, input, user: known })
    },
    async admit(about = {}) {
      const known = await (action === 'info' ? caller() : user())
      if (authorize !== undefined) {
        await checkAllowed(authorize, { ...about, user: known, action, request: fetchRequestOf(request) })
      }
      return known?.id
    },
  }
}

/** Routes that do not require a user. */
const OPEN_ROUTES: ReadonlySet<RouteName> = new Set(['info', 'health/live', 'health/ready'])

function isOpen(action: RouteName, { options }: ResolvedRuntime): boolean {
  return OPEN_ROUTES.has(action) || options.identifyUser === undefined
}
