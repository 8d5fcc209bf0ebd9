import type { MountedNodeHandler } from '@flightdeck/adapter-node'
import { createEndpoint, type Endpoint } from './create-endpoint.ts'
import type { SocketAdapter } from './no-sockets.ts'
import { countBelow, type RoutedTarget } from './place-in-path.ts'
import type { CreateCopilotRuntimeServerOptions } from './server-options.ts'

/** A request of `node:http`, or of a framework on top of it. Described by its shape, so that no types of Node are needed. */
export interface NodeRequestLike {
  url?: string | undefined
  method?: string | undefined
  headers: object
  socket: unknown
}

/** A response of `node:http`, or of a framework on top of it. */
export interface NodeResponseLike {
  statusCode: number
  headersSent: boolean
  hasHeader(name: string): boolean
  end(...args: never[]): unknown
}

/** An endpoint on Node: a listener, a middleware of Express, or a fetch handler, as it is called. */
export interface NodeEndpointHandler {
  /** Answers a request. A request to another path is passed to `next`, or answered with 404 without `next`. */
  (request: NodeRequestLike, response: NodeResponseLike, next?: (error?: unknown) => void): Promise<void>
  (request: Request): Promise<Response>
}

/**
 * Serves a runtime from `node:http`: `createServer(handler)`.
 *
 * @throws TypeError if an option is wrong, Error without a path
 */
export function copilotRuntimeNodeHttpEndpoint(
  options: CreateCopilotRuntimeServerOptions,
): NodeEndpointHandler {
  const endpoint = createEndpoint(options)
  const keepsOriginInFront = options.cors === undefined
  let making: Promise<MountedNodeHandler> | undefined
  async function handle(
    request: NodeRequestLike | Request,
    response?: NodeResponseLike,
    next?: (error?: unknown) => void,
  ): Promise<unknown> {
    if (response === undefined) return serveFetch(endpoint, request)
    const below = countBelow(request as RoutedTarget, endpoint.segments)
    if (below === undefined && next !== undefined) return next()
    making ??= nodeHandler(endpoint, keepsOriginInFront)
    const serve = await making
    const [nodeRequest, nodeResponse] = [request, response] as unknown as Parameters<MountedNodeHandler>
    await serve(nodeRequest, nodeResponse, below)
  }
  return handle as NodeEndpointHandler
}

/** What knows sockets is loaded with the first request. */
async function nodeHandler(endpoint: Endpoint, keepsOriginInFront: boolean): Promise<MountedNodeHandler> {
  const { createMountedNodeHandler }: SocketAdapter = await import('#adapter-node')
  return createMountedNodeHandler(endpoint, { keepsOriginInFront })
}

function serveFetch(endpoint: Endpoint, request: NodeRequestLike | Request): Promise<Response> {
  if (!isFetchRequest(request)) throw new TypeError('ServerResponse is required for Node HTTP requests')
  const { pathname } = new URL(request.url)
  return endpoint.fromHost(request, { segmentsBelow: countBelow({ url: pathname }, endpoint.segments) })
}

/** By its shape: frameworks bring fetch requests of their own classes. */
function isFetchRequest(request: NodeRequestLike | Request): request is Request {
  return typeof Reflect.get(request.headers ?? {}, 'get') === 'function' && 'clone' in request
}
