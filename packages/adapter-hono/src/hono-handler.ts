import {
  type CopilotCorsConfig,
  type CopilotRuntimeHandlerOptions,
  createCopilotRuntimeHandler,
} from '@flightdeck/runtime-core'
// The same app without the routers for large applications, which take most of the time that importing Hono takes.
import { Hono } from 'hono/tiny'
import { type CopilotEndpointCorsConfig, toFetchCorsConfig } from './hono-cors.ts'
import { createPlaceFinder } from './mount-place.ts'
import type { CopilotHonoApp, CopilotRouteMode } from './routes.ts'
import { unreadRequest } from './unread-request.ts'

/** Options of {@link createCopilotHonoHandler}. */
export interface CopilotEndpointParams<
  BasePath extends string = string,
  Mode extends CopilotRouteMode = CopilotRouteMode,
> extends Omit<CopilotRuntimeHandlerOptions, 'basePath' | 'mode' | 'cors'> {
  /** The path below which the runtime is mounted, within the app: `/api/copilotkit`, or `/` under `app.route('/api/copilotkit', …)`. */
  basePath: BasePath
  /** One path per operation, or a single address that takes envelopes. @default 'multi-route' */
  mode?: Mode | undefined
  /** Whether pages of other origins may call; `true` for all of them, without cookies. @default true */
  cors?: boolean | CopilotEndpointCorsConfig | CopilotCorsConfig | undefined
}

/**
 * Serves a runtime from Hono: an app to serve by itself, or to mount with `app.route('/', …)`. Requests that lie
 * elsewhere go on to the other routes of the app it is mounted in.
 *
 * @throws TypeError if `basePath` is missing or another option is wrong
 *
 * @example
 * const endpoint = createCopilotHonoHandler({ runtime, basePath: '/api/copilotkit' })
 * serve({ fetch: endpoint.fetch, port: 4000 })
 */
export function createCopilotHonoHandler<
  const BasePath extends string,
  const Mode extends CopilotRouteMode = 'multi-route',
>(params: CopilotEndpointParams<BasePath, Mode>): CopilotHonoApp<BasePath, Mode> {
  const { basePath, mode, cors = true, ...options } = params
  if (typeof basePath !== 'string' || basePath === '') {
    throw new TypeError(
      'basePath is missing: say below which path the runtime answers. Write ' +
        "app.route('/', createCopilotHonoHandler({ runtime, basePath: '/api/copilotkit' })).",
    )
  }
  // The shortest spelling of the path; '' for the root.
  const base = `/${basePath}`.replace(/\/+/g, '/').replace(/\/$/, '')
  const handler = createCopilotRuntimeHandler({
    ...options,
    mode,
    cors: typeof cors === 'object' ? toFetchCorsConfig(cors) : cors,
    basePath: base || '/',
  })
  const placeOf = createPlaceFinder()

  const app = new Hono()
  app.all(`${base}/*`, async (c, next) => {
    const place = placeOf(c)
    if (mode === 'single-route' && place.segmentsBelow > 0) return next()
    return handler.fromHost(await unreadRequest(c.req), place)
  })
  // An app that is mounted in another one leaves this to that one.
  app.notFound((c) => handler(c.req.raw))
  return app as unknown as CopilotHonoApp<BasePath, Mode>
}
