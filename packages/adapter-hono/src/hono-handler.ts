import { isPathOfBothModes } from '@flightdeck/protocol'
import {
  type CopilotCorsConfig,
  type CopilotRuntimeHandlerOptions,
  createCopilotRuntimeHandler,
} from '@flightdeck/runtime-core'
// The same class without the routers for large apps, which take most of the import time of Hono.
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
  /** The base path of the runtime within the app: `/api/copilotkit`, or `/` with `app.route('/api/copilotkit', …)`. */
  basePath: BasePath
  /** One path per operation, or one path for all of them. @default 'multi-route' */
  mode?: Mode | undefined
  /**
   * CORS: `false` for none, `true` for every origin without credentials, or an object. Name the origins of your pages:
   * `{ origin: 'https://app.example.com' }`. @default true, as in `@copilotkit/runtime`
   */
  cors?: boolean | CopilotEndpointCorsConfig | CopilotCorsConfig | undefined
}

/**
 * Creates a Hono app that serves a runtime. Serve it by itself, or mount it with `app.route('/', …)`: other requests then
 * go to the other routes of that app.
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
      'basePath is missing: pass the path of the runtime, such as ' +
        "app.route('/', createCopilotHonoHandler({ runtime, basePath: '/api/copilotkit' })).",
    )
  }
  // The path without a trailing slash; '' for the root.
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
    const { segmentsBelow } = place
    if (mode === 'single-route' && segmentsBelow > 0 && !isPathOfBothModes(c.req.path, segmentsBelow)) {
      return next()
    }
    return handler.fromHost(await unreadRequest(c.req), place)
  })
  // Used only if this app is served by itself: a mounted app uses the handler of the outer app.
  app.notFound((c) => handler(c.req.raw))
  return app as unknown as CopilotHonoApp<BasePath, Mode>
}
