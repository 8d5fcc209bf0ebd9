import { copilotRuntimeNodeHttpEndpoint, type NodeRequestLike, type NodeResponseLike } from './node-http.ts'
import type { CreateCopilotRuntimeServerOptions } from './server-options.ts'

/** To be exported from a route of Next's Pages Router, whose body parser is not needed. It may be left on. */
export const config = { api: { bodyParser: false } } as const

/**
 * Serves a runtime from a route of Next's Pages Router: `export default handler`.
 *
 * @throws TypeError if an option is wrong, Error without a path
 */
export function copilotRuntimeNextJSPagesRouterEndpoint(
  options: CreateCopilotRuntimeServerOptions,
): (request: NodeRequestLike, response: NodeResponseLike) => Promise<void> {
  const handler = copilotRuntimeNodeHttpEndpoint(options)
  return (request, response) => handler(request, response)
}

/**
 * Serves a runtime from Express: `app.use(handler)` or `app.use('/copilotkit', handler)`.
 *
 * @throws TypeError if an option is wrong, Error without a path
 */
export const copilotRuntimeNodeExpressEndpoint: typeof copilotRuntimeNodeHttpEndpoint =
  copilotRuntimeNodeHttpEndpoint

/**
 * Serves a runtime from NestJS, in a controller (`@All('/copilotkit')`) or as a middleware: `handler(request, response)`.
 *
 * @throws TypeError if an option is wrong, Error without a path
 */
export const copilotRuntimeNestEndpoint: typeof copilotRuntimeNodeHttpEndpoint =
  copilotRuntimeNodeHttpEndpoint
