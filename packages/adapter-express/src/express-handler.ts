import { createCopilotNodeHandler, type NodeFetchHandler } from '@flightdeck/adapter-node'
import {
  type CopilotRuntimeHandlerOptions,
  createCopilotRuntimeHandler,
  type HostRequest,
  type HostResponse,
  type RequestPlace,
} from '@flightdeck/runtime-core'
import { type Request, Router } from 'express'
import { checkedBasePath, countBelow } from './router-path.ts'

/** Options of {@link createCopilotExpressHandler}. */
export interface CopilotExpressEndpointParams extends Omit<CopilotRuntimeHandlerOptions, 'basePath'> {
  /**
   * The path below which the runtime is mounted, as the router sees it: `/api/copilotkit` under `app.use(router)`, `/`
   * under `app.use('/api/copilotkit', router)`.
   */
  basePath: string
  /**
   * Whether pages of other origins may call; `true` for all of them, without cookies. Without this option, a middleware in
   * front that has set `Access-Control-Allow-Origin` decides instead, such as the package cors or Nest's `enableCors`.
   * @default true
   */
  cors?: CopilotRuntimeHandlerOptions['cors']
  /** Milliseconds to wait for the next bytes of a request body that is being read; 0 waits for ever. @default 30000 */
  bodyTimeoutMs?: number | undefined
}

const ALLOW_ORIGIN = 'access-control-allow-origin'

/** What {@link createCopilotExpressHandler} returns: a router for `app.use`. */
export type CopilotExpressRouter = Router

/**
 * Serves a runtime from Express 4 or 5.
 *
 * Requests below `basePath` are answered (in single-route mode, those to `basePath` itself), all others are passed on.
 * Body parsers may stand in front. Scheme and host of the URL come from the proxy's headers where the application's
 * `trust proxy` says so. A failure before which nothing was sent is handed to `next`.
 *
 * @throws TypeError if `basePath` is missing or another option is wrong
 *
 * @example
 * app.use(createCopilotExpressHandler({ runtime, basePath: '/api/copilotkit' }))
 */
export function createCopilotExpressHandler(params: CopilotExpressEndpointParams): CopilotExpressRouter {
  const { bodyTimeoutMs, cors = true, ...options } = params
  const base = checkedBasePath(params.basePath)
  const handler = createCopilotRuntimeHandler({ ...options, cors, basePath: `/${base.join('/')}` })
  const listener = (segmentsBelow: number, trustProxy: boolean, keepsOrigin = false): NodeFetchHandler => {
    const serve = async (
      request: HostRequest | globalThis.Request,
      place?: RequestPlace,
    ): Promise<HostResponse> => {
      const response = await handler.fromHost(request, { ...place, segmentsBelow })
      if (keepsOrigin) response.headers.delete(ALLOW_ORIGIN)
      return response
    }
    const nodeOptions = { bodyTimeoutMs, trustProxy, throwUnsent: true }
    return createCopilotNodeHandler(Object.assign(serve, { fromHost: serve }), nodeOptions)
  }
  // Made once now, so that what is wrong with the options shows before the first request.
  listener(0, false)

  const router = Router()
  router.use((req, res, next) => {
    const below = countBelow(req, base)
    if (below === undefined || (options.mode === 'single-route' && below > 0)) return next()
    const keepsOrigin = params.cors === undefined && res.hasHeader(ALLOW_ORIGIN)
    listener(below, isFromProxy(req), keepsOrigin)(req, res).catch(next)
  })
  return router
}

/** Whether the application's `trust proxy` covers whoever sent this request. */
function isFromProxy(req: Request): boolean {
  const trusts: unknown = req.app.get('trust proxy fn')
  return typeof trusts === 'function' && trusts(req.socket.remoteAddress, 0) === true
}
