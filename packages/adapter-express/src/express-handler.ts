import { createCopilotNodeHandler } from '@flightdeck/adapter-node'
import { type CopilotRuntimeHandlerOptions, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import { type Request, Router } from 'express'
import { checkedBasePath, findBase } from './router-path.ts'

/** Options of {@link createCopilotExpressHandler}. */
export interface CopilotExpressEndpointParams extends Omit<CopilotRuntimeHandlerOptions, 'basePath'> {
  /**
   * The path below which the runtime is mounted, as the router sees it: `/api/copilotkit` under `app.use(router)`, `/`
   * under `app.use('/api/copilotkit', router)`.
   */
  basePath: string
  /** Whether pages of other origins may call; `true` for all of them, without cookies. @default true */
  cors?: CopilotRuntimeHandlerOptions['cors']
  /** Milliseconds to wait for the next bytes of a request body that is being read; 0 waits for ever. @default 30000 */
  bodyTimeoutMs?: number | undefined
}

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
  const handlersAt = (basePath: string) => {
    const handler = createCopilotRuntimeHandler({ ...options, cors, basePath })
    const shared = { bodyTimeoutMs, throwUnsent: true }
    return {
      basePath,
      direct: createCopilotNodeHandler(handler, shared),
      proxied: createCopilotNodeHandler(handler, { ...shared, trustProxy: true }),
    }
  }
  // Made now, so that what is wrong with the options shows before the first request. Where the router is mounted only
  // requests tell; a mount path without parameters is the same for all of them.
  let handlers = handlersAt(`/${base.join('/')}`)

  const router = Router()
  router.use((req, res, next) => {
    const found = findBase(req, base)
    if (found === undefined || (options.mode === 'single-route' && found.rest.length > 0)) return next()
    if (handlers.basePath !== found.basePath) handlers = handlersAt(found.basePath)
    const serve = isFromProxy(req) ? handlers.proxied : handlers.direct
    serve(req, res).catch(next)
  })
  return router
}

/** Whether the application's `trust proxy` covers whoever sent this request. */
function isFromProxy(req: Request): boolean {
  const trusts: unknown = req.app.get('trust proxy fn')
  return typeof trusts === 'function' && trusts(req.socket.remoteAddress, 0) === true
}
