import { type AgentsRecord, findAgent, resolveAgents } from './agents-config.ts'
import { type CopilotRuntime, resolvedOf } from './copilot-runtime.ts'
import type { CopilotCorsConfig } from './cors-config.ts'
import type { CopilotRuntimeHooks } from './hooks.ts'
import { fetchRequestOf, type HostRequest, type HostResponse, type ServerRequest } from './host-request.ts'
import { createPipeline, type RouteMode } from './pipeline.ts'
import type { ResolvedRuntime } from './resolved-runtime.ts'
import { connect } from './routes/connect.ts'
import { dispatchTo } from './routes/dispatch.ts'
import type { HandlerContext } from './routes/handler-context.ts'
import { info } from './routes/info.ts'
import { run } from './routes/run.ts'
import { stop } from './routes/stop.ts'
import { suggest } from './routes/suggest.ts'
import { transcribe } from './routes/transcribe.ts'
import { isRuntimeError, RuntimeError } from './runtime-error.ts'

/** Options of `createCopilotRuntimeHandler`. */
export interface CopilotRuntimeHandlerOptions {
  runtime: CopilotRuntime
  /** The path below which the runtime is mounted, such as `/api/copilotkit`. @default routes match at the end of any path */
  basePath?: string | undefined
  /** One path per operation, or a single address that takes envelopes. @default 'multi-route' */
  mode?: RouteMode | undefined
  /** Whether pages of other origins may call; `true` for all of them. @default false */
  cors?: boolean | CopilotCorsConfig | undefined
  /** Functions called on the way of every request. */
  hooks?: CopilotRuntimeHooks<CopilotRuntime> | undefined
}

/** Turns a request into its answer. Never rejects. */
export interface CopilotRuntimeFetchHandler {
  (request: Request): Promise<Response>
  /** The same for adapters whose host has no fetch requests: nothing of the fetch standard is made that nobody looks at. */
  fromHost?(request: HostRequest): Promise<HostResponse>
}

/**
 * Makes the function that serves a runtime: a `Request` in, a `Response` out, on any host that knows the two.
 *
 * @throws TypeError if an option is wrong
 */
export function createCopilotRuntimeHandler(
  options: CopilotRuntimeHandlerOptions,
): CopilotRuntimeFetchHandler {
  const { runtime, basePath, mode, cors, hooks } = options
  const resolved = resolvedOf(runtime)
  const dispatch = dispatchTo({
    info: ({ request }) => info(contextOf(resolved, request)),
    transcribe: ({ request }) => transcribe({ request: fetchRequestOf(request), runtime: resolved }),
    'agent/run': ({ request, params }) => run(contextOf(resolved, request), params),
    'agent/suggest': ({ request, params }) => suggest(contextOf(resolved, request), params),
    'agent/connect': ({ request, params }) => connect(contextOf(resolved, request), params),
    'agent/stop': ({ request, params }) => stop(contextOf(resolved, request), params),
  })
  const serve = createPipeline<CopilotRuntime>({
    runtime,
    basePath,
    mode,
    cors,
    hooks: [resolved.options.hooks, hooks],
    limits: resolved.bodyLimits,
    isShown: typeof resolved.options.agents === 'function' || resolved.options.identifyUser !== undefined,
    dispatch,
    logger: resolved.logger,
  })
  return Object.assign((request: Request) => serve(request), { fromHost: serve })
}

function contextOf(runtime: ResolvedRuntime, request: ServerRequest): HandlerContext {
  const { options, logger } = runtime
  let identified: Promise<string | undefined> | undefined
  const agents = (): Promise<AgentsRecord> =>
    resolveAgents(options.agents, typeof options.agents === 'function' ? fetchRequestOf(request) : undefined)
  return {
    runtime,
    request,
    agents,
    async agent(agentId) {
      try {
        return findAgent(await agents(), agentId, logger)
      } catch (cause) {
        throw isRuntimeError(cause) ? cause : new RuntimeError('run_failed', undefined, { cause })
      }
    },
    owner() {
      identified ??= identify(options.identifyUser, request)
      return identified
    },
  }
}

async function identify(
  identifyUser: ResolvedRuntime['options']['identifyUser'],
  request: ServerRequest,
): Promise<string | undefined> {
  if (identifyUser === undefined) return undefined
  const user = await identifyUser(fetchRequestOf(request))
  if (user === null) throw new RuntimeError('unauthorized')
  if (typeof user?.id === 'string' && user.id !== '') return user.id
  throw new TypeError('identifyUser must give { id, name? } with a non-empty id, or null')
}
