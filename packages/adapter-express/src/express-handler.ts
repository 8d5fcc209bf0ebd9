// Covered by test/mounting-tests.ts and test/express-conformance.ts, which express-4.test.ts and express-5.test.ts run.
import { createMountedNodeHandler } from '@flightdeck/adapter-node'
import {
  type CopilotRuntimeHandlerOptions,
  createCopilotRuntimeHandler,
  isPathOfBothModes,
} from '@flightdeck/runtime-core'
import { Router } from 'express'
import { checkedBasePath, countBelow } from './router-path.ts'

/** Options of {@link createCopilotExpressHandler}. */
export interface CopilotExpressEndpointParams extends Omit<CopilotRuntimeHandlerOptions, 'basePath'> {
  /**
   * The base path of the runtime, relative to where the router is mounted: `/api/copilotkit` with `app.use(router)`, `/`
   * with `app.use('/api/copilotkit', router)`.
   */
  basePath: string
  /**
   * Whether pages of other origins may call; `true` for all of them, without cookies. Without this option, a middleware in
   * front that has set `Access-Control-Allow-Origin` decides instead, such as the package cors or Nest's `enableCors`.
   * Name the origins of your pages: `{ origin: 'https://app.example.com' }`.
   * @default true, as in `@copilotkit/runtime`
   */
  cors?: CopilotRuntimeHandlerOptions['cors']
  /** Milliseconds to wait for the next bytes of a request body. 0 disables the timeout. @default 30000 */
  bodyTimeoutMs?: number | undefined
  /**
   * Milliseconds without a byte sent after which a client that does not read its response is disconnected. 0 disables the
   * timeout.
   * @default 60000
   */
  writeTimeoutMs?: number | undefined
}

/** The result of {@link createCopilotExpressHandler}: a router for `app.use`. */
export type CopilotExpressRouter = Router

/**
 * Creates a router for Express 4 or 5 that serves a runtime.
 *
 * It handles requests below `basePath` (in single-route mode, requests to `basePath` itself and to the health routes) and calls `next` for all
 * others. Body parsers may be mounted before it. Scheme and host of the URL are taken from the proxy's headers according
 * to the app's `trust proxy` setting. An error before anything was sent is passed to `next`.
 *
 * @throws TypeError if `basePath` is missing or another option is wrong
 *
 * @example
 * app.use(createCopilotExpressHandler({ runtime, basePath: '/api/copilotkit' }))
 */
export function createCopilotExpressHandler(params: CopilotExpressEndpointParams): CopilotExpressRouter {
  const { bodyTimeoutMs, writeTimeoutMs, cors = true, ...options } = params
  const base = checkedBasePath(params.basePath)
  const handler = createCopilotRuntimeHandler({ ...options, cors, basePath: `/${base.join('/')}` })
  const listener = createMountedNodeHandler(handler, {
    bodyTimeoutMs,
    writeTimeoutMs,
    keepsOriginInFront: params.cors === undefined,
    throwUnsent: true,
  })

  const router = Router()
  router.use((req, res, next) => {
    const below = countBelow(req, base)
    if (below === undefined) return next()
    if (options.mode === 'single-route' && below > 0 && !isPathOfBothModes(req.path, below)) return next()
    listener(req, res, below).catch(next)
  })
  return router
}
