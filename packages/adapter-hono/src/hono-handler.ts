import {
  type CopilotCorsConfig,
  type CopilotRuntimeHandlerOptions,
  createCopilotRuntimeHandler,
} from '@flightdeck/runtime-core'
import type { Context } from 'hono'
// The same app without the routers for large applications, which take most of the time that importing Hono takes.
import { Hono } from 'hono/tiny'
import { type CopilotEndpointCorsConfig, toFetchCorsConfig } from './hono-cors.ts'
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
  const base = `/${segmentsOf(basePath).join('/')}`
  const handlerAt = (at: string) => ({
    at,
    handle: createCopilotRuntimeHandler({
      ...options,
      mode,
      cors: typeof cors === 'object' ? toFetchCorsConfig(cors) : cors,
      basePath: at,
    }),
  })
  // Where the app is mounted only requests tell; a mount path without parameters is the same for all of them.
  let handler = handlerAt(base)
  const serve = async (c: Context): Promise<Response> => {
    const at = mountedAt(c)
    if (handler.at !== at) handler = handlerAt(at)
    return handler.handle(await unreadRequest(c.req))
  }

  const app = new Hono()
  const below = base === '/' ? '' : base
  for (const path of mode === 'single-route' ? [base, `${below}/`] : [base, `${below}/*`])
    app.all(path, serve)
  // An app that is mounted in another one leaves this to that one.
  app.notFound((c) => handler.handle(c.req.raw))
  return app as unknown as CopilotHonoApp<BasePath, Mode>
}

/** The part of the path that the matched pattern has up to its wildcard, as the request spells it. */
function mountedAt(c: Context): string {
  const fixed = segmentsOf(c.req.routePath).filter((segment) => segment !== '*').length
  return `/${segmentsOf(new URL(c.req.url).pathname).slice(0, fixed).join('/')}`
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '')
}
