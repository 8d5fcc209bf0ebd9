import { type AgentsRecord, findAgent, resolveAgents } from './agents-config.ts'
import { type CopilotRuntime, resolvedOf } from './copilot-runtime.ts'
import type { CopilotCorsConfig } from './cors-config.ts'
import type { CopilotRuntimeHooks } from './hooks.ts'
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
export type CopilotRuntimeFetchHandler = (request: Request) => Promise<Response>

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
    transcribe: ({ request }) => transcribe(contextOf(resolved, request)),
    'agent/run': ({ request, params }) => run(contextOf(resolved, request), params),
    'agent/suggest': ({ request, params }) => suggest(contextOf(resolved, request), params),
    'agent/connect': ({ request, params }) => connect(contextOf(resolved, request), params),
    'agent/stop': ({ request, params }) => stop(contextOf(resolved, request), params),
  })
  return createPipeline<CopilotRuntime>({
    runtime,
    basePath,
    mode,
    cors,
    hooks: [resolved.options.hooks, hooks],
    limits: resolved.bodyLimits,
    dispatch,
    logger: resolved.logger,
  })
}

function contextOf(runtime: ResolvedRuntime, request: Request): HandlerContext {
  const { options, logger } = runtime
  let identified: Promise<string | undefined> | undefined
  const agents = (): Promise<AgentsRecord> => resolveAgents(options.agents, request)
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
  request: Request,
): Promise<string | undefined> {
  if (identifyUser === undefined) return undefined
  const user = await identifyUser(request)
  if (user === null) throw new RuntimeError('unauthorized')
  if (typeof user?.id === 'string' && user.id !== '') return user.id
  throw new TypeError('identifyUser must give { id, name? } with a non-empty id, or null')
}
