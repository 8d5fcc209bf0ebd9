import { createEndpoint } from './create-endpoint.ts'
import { countBelow } from './place-in-path.ts'
import type { CreateCopilotRuntimeServerOptions } from './server-options.ts'

/**
 * Serves a runtime from a route of Next's App Router: `export const POST = (request) => handleRequest(request)`. It answers
 * GET and OPTIONS as well. To be made once or for each request.
 *
 * @throws TypeError if an option is wrong, Error without a path
 */
export function copilotRuntimeNextJSAppRouterEndpoint(options: CreateCopilotRuntimeServerOptions): {
  handleRequest(request: Request): Promise<Response>
} {
  const endpoint = createEndpoint(options)
  return {
    handleRequest: async (request) => {
      const { pathname } = new URL(request.url)
      return endpoint.fromHost(request, { segmentsBelow: countBelow({ url: pathname }, endpoint.segments) })
    },
  }
}
