import type { Cors } from '../cors/cors.ts'
import type { OriginList } from '../cors/cors-origin.ts'
import { createOriginPolicy } from '../cors/origin-policy.ts'
import { runAfterRequest } from '../hooks/after-request.ts'
import { composeHooks } from '../hooks/compose-hooks.ts'
import type { CopilotRuntimeHooks } from '../hooks/hooks.ts'
import { type RequestMiddlewares, resolveMiddlewares } from '../hooks/middleware.ts'
import { discardResponse, protect, withHeaders, withoutBody } from '../http/change-response.ts'
import { discardBody } from '../http/discard-body.ts'
import { fetchRequestOf, hostOf, type RequestPlace, type ServerRequest } from '../http/host-request.ts'
import type { BodyLimits } from '../http/read-body.ts'
import { errorResponse, isRuntimeError, type RuntimeError } from '../http/runtime-error.ts'
import { isRequest, isResponse } from '../http/web-shapes.ts'
import type { Logger } from '../logging/logger.ts'
import { basePathAbove, resolveBasePath } from '../routing/base-path.ts'
import type { Dispatch, RouteResult } from '../routing/dispatch.ts'
import { createMultiRouter } from '../routing/multi-route.ts'
import type { RouteInfo } from '../routing/route-match.ts'
import type { RouteMode, Router } from '../routing/router.ts'
import { createSingleRouter } from '../routing/single-route.ts'
import { resolveAllowedHosts } from './allowed-hosts.ts'

/** Options of routing. */
export interface RouterOptions {
  /** The path below which the runtime is mounted. @default routes match at the end of any path */
  basePath?: string | undefined
  /** How requests name their operation. @default 'multi-route' */
  mode?: RouteMode | undefined
  /** Limits of envelopes. */
  limits: BodyLimits
}

/** Options of {@link createPipeline}. */
export interface PipelineOptions<Runtime extends RequestMiddlewares<Runtime>> extends RouterOptions {
  /** Passed to hooks and middlewares; its two middlewares are called. */
  runtime: Runtime
  /** Whether pages of other origins may send requests. @default false */
  cors?: Cors | undefined
  /** Origins whose pages may change something here without CORS. @default none */
  trustedOrigins?: OriginList | undefined
  /** The host names that requests may be sent to. @default any */
  allowedHosts?: readonly string[] | undefined
  /** Sets of hooks, in order. @default none */
  hooks?: readonly (CopilotRuntimeHooks<Runtime> | undefined)[] | undefined
  /** Whether routes pass the request to application code. @default false */
  isShown?: boolean | undefined
  /** Runs the route of a request. */
  dispatch: Dispatch
  /** Receives errors and warnings. */
  logger: Logger
  /** Whether the server closes: every response then asks the client to close its connection. @default never */
  isDraining?(): boolean
  /** Receives the work that goes on after a response. @default ignored */
  onBackgroundWork?(work: Promise<void>): void
}

/** A request in the pipeline. Hooks may replace `request`; `path` does not change. */
interface Exchange<Runtime> {
  readonly runtime: Runtime
  readonly path: string
  request: ServerRequest
  route?: RouteInfo
}

/** A response, with the result of its route if the route succeeded and nothing failed after it. */
interface Answer {
  readonly response: Response
  readonly result?: RouteResult
}

/**
 * Creates the function that handles a request: preflight, `onRequest`,
 * `beforeRequestMiddleware`, routing, `onBeforeHandler`, the route, `onResponse`, CORS, and in the background
 * `afterRequestMiddleware`. The function never rejects. `place` replaces `basePath` for one request.
 *
 * @throws TypeError if an option is wrong
 */
export function createPipeline<Runtime extends RequestMiddlewares<Runtime>>(
  options: PipelineOptions<Runtime>,
): (request: ServerRequest, place?: RequestPlace) => Promise<Response> {
  const { runtime, cors, logger, onBackgroundWork = () => {} } = options
  const origins = createOriginPolicy(cors, options.trustedOrigins)
  const checkHost = resolveAllowedHosts(options.allowedHosts)
  const hooks = composeHooks(options.hooks ?? [], logger)
  const middlewares = resolveMiddlewares(runtime, logger)
  const router = createRouter(options)
  // Application code gets fetch requests. Without application code none are created.
  const hasHooks = (options.hooks ?? []).some((set) => set !== undefined)
  const isShown = options.isShown === true || hasHooks || middlewares.before !== undefined

  /** Handles a request. Rejects with what a step throws. */
  async function pass(exchange: Exchange<Runtime>, place: RequestPlace | undefined): Promise<Answer> {
    // Asked before a hook replaces the request, which may then lack its headers.
    const isForeign = origins.isForeign(exchange.request, place)
    if (hasHooks) exchange.request = await hooks.onRequest(forHooks(exchange))
    const early = await runBefore(exchange)
    if (early !== undefined) return { response: early }
    const below = place?.segmentsBelow
    const base = below === undefined ? undefined : basePathAbove(exchange.path, below)
    const routed = await router(exchange.request, exchange.path, base)
    if (routed.kind === 'refusal') {
      if (routed.route !== undefined) exchange.route = routed.route
      throw routed.error
    }
    const { match, toInner } = routed
    exchange.route = match.route
    if (hasHooks) {
      exchange.request = await hooks.onBeforeHandler({ ...forHooks(exchange), route: match.route })
    }
    const { path } = exchange
    const dispatched = { ...match, request: toInner(exchange.request), path, isForeign }
    const result = await options.dispatch(dispatched).catch(toResult)
    // Avoids an unhandled rejection if no middleware waits for the run.
    result.after?.catch(() => {})
    return conclude(exchange, result.response, result)
  }

  /** Runs `beforeRequestMiddleware`; resolves with the response it threw, if any. */
  async function runBefore(exchange: Exchange<Runtime>): Promise<Response | undefined> {
    if (middlewares.before === undefined) return undefined
    const { request, path } = forHooks(exchange)
    try {
      const returned = await middlewares.before({ runtime, request, path })
      if (isRequest(returned)) exchange.request = returned
      else if (returned !== undefined)
        logger.warn('The return value of beforeRequestMiddleware is ignored: it is not a Request')
      return undefined
    } catch (thrown) {
      if (isResponse(thrown)) return thrown
      logger.error('beforeRequestMiddleware failed', { error: thrown, path })
      throw thrown
    }
  }

  /** Calls `onResponse`. The route's result is dropped if that fails. */
  async function conclude(
    exchange: Exchange<Runtime>,
    response: Response,
    result?: RouteResult,
  ): Promise<Answer> {
    const { route = { method: 'info' } } = exchange
    try {
      const seen = hasHooks ? await hooks.onResponse({ ...forHooks(exchange), route, response }) : response
      return result === undefined ? { response: seen } : { response: seen, result }
    } catch (thrown) {
      discardResponse(response)
      return { response: isResponse(thrown) ? thrown : await fail(exchange, thrown) }
    }
  }

  /** Converts what was thrown: responses and refusals are sent, anything else is a failure. */
  async function rescue(exchange: Exchange<Runtime>, thrown: unknown): Promise<Answer> {
    if (isResponse(thrown)) return conclude(exchange, thrown)
    if (isRefusal(thrown)) return conclude(exchange, errorResponse(thrown))
    return { response: await fail(exchange, thrown) }
  }

  async function fail(exchange: Exchange<Runtime>, error: unknown): Promise<Response> {
    const response = hasHooks ? await hooks.onError({ ...forHooks(exchange), error }) : undefined
    if (response !== undefined) return response
    logger.error('A request failed', { error, path: exchange.path, route: exchange.route })
    return errorResponse(error)
  }

  /** Returns the response with its CORS headers. Calls `afterRequestMiddleware` if the route was reached. */
  function send(request: ServerRequest, path: string, { response, result }: Answer): Response {
    try {
      const protectedResponse = withHeaders(response, protect)
      const marked = cors?.apply(request, protectedResponse) ?? protectedResponse
      if (result !== undefined && middlewares.after !== undefined) {
        const { after } = result
        onBackgroundWork(
          runAfterRequest(middlewares.after, { runtime, path, response: marked, after, logger }),
        )
      }
      return request.method === 'HEAD' ? withoutBody(marked) : marked
    } catch (error) {
      discardResponse(response)
      throw error
    }
  }

  /** The answer to a request that no code of the application shall see: it names another host, or comes from another site. */
  function refusalOf(request: ServerRequest, url: URL, place: RequestPlace | undefined): Answer | undefined {
    try {
      checkHost?.(url)
      origins.check(request, place)
      return undefined
    } catch (error) {
      if (!isRefusal(error)) throw error
      const { code, message } = error
      logger.warn('A request was refused', { code, reason: message, path: url.pathname })
      return { response: errorResponse(error) }
    }
  }

  async function serve(given: ServerRequest, place: RequestPlace | undefined): Promise<Response> {
    try {
      const url = new URL(given.url)
      const refusal = refusalOf(given, url, place)
      const request = isShown && refusal === undefined ? fetchRequestOf(given) : given
      if (refusal === undefined && cors !== undefined && request.method === 'OPTIONS') {
        return cors.preflight(request)
      }
      const exchange: Exchange<Runtime> = { runtime, path: url.pathname, request }
      const answer = refusal ?? (await pass(exchange, place).catch((thrown) => rescue(exchange, thrown)))
      // Adapters with a host link handle clients that are still sending.
      if (hostOf(given) === undefined && !isServed(answer)) await discardUnread(given, exchange.request)
      return send(request, exchange.path, answer)
    } catch (error) {
      logger.error('Responding to a request failed', { error })
      return errorResponse(error)
    }
  }

  return async (given, place) => {
    const response = await serve(given, place)
    if (options.isDraining?.() !== true) return response
    return withHeaders(response, (headers) => headers.set('connection', 'close'))
  }
}

function forHooks<Runtime>(exchange: Exchange<Runtime>): Exchange<Runtime> & { request: Request } {
  return { ...exchange, request: fetchRequestOf(exchange.request) }
}

function createRouter({ mode = 'multi-route', basePath, limits }: RouterOptions): Router {
  const base = resolveBasePath(basePath)
  switch (mode) {
    case 'multi-route':
      return createMultiRouter(base)
    case 'single-route':
      return createSingleRouter(base, limits)
    default:
      throw new TypeError(`mode must be 'multi-route' or 'single-route', not ${JSON.stringify(mode)}.`)
  }
}

/** Whether an error is a refusal. Errors with status 500 are failures, which `onError` receives. */
function isRefusal(error: unknown): error is RuntimeError {
  return isRuntimeError(error) && error.status !== 500
}

function toResult(error: unknown): RouteResult {
  if (isRefusal(error)) return { response: errorResponse(error) }
  throw error
}

/** Whether a route succeeded, so that it read what it needs of the request. */
function isServed({ response, result }: Answer): boolean {
  return result !== undefined && response.status < 400
}

/** Discards the unread bodies of a refused request and of the one that hooks replaced it with. */
async function discardUnread(...requests: ServerRequest[]): Promise<void> {
  for (const request of new Set(requests)) await discardBody(fetchRequestOf(request))
}
