import type { NodeFetchHandler } from '@flightdeck/adapter-node'
import type { HostRequest, HostResponse } from '@flightdeck/runtime-core'
import { createEndpoint, type Endpoint } from './create-endpoint.ts'
import type { SocketAdapter } from './no-sockets.ts'
import { countBelow, type RoutedTarget } from './place-in-path.ts'
import type { CreateCopilotRuntimeServerOptions } from './server-options.ts'

const ALLOW_ORIGIN = 'access-control-allow-origin'

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
  const usesDefaultCors = options.cors === undefined
  async function handle(
    request: NodeRequestLike | Request,
    response?: NodeResponseLike,
    next?: (error?: unknown) => void,
  ): Promise<unknown> {
    if (response === undefined) return serveFetch(endpoint, request)
    const below = countBelow(request as RoutedTarget, endpoint.segments)
    if (below === undefined && next !== undefined) return next()
    const keepsOrigin = usesDefaultCors && response.hasHeader(ALLOW_ORIGIN)
    const listener = await nodeListener({ endpoint, below, keepsOrigin })
    const [nodeRequest, nodeResponse] = [request, response] as unknown as Parameters<NodeFetchHandler>
    await listener(nodeRequest, nodeResponse)
  }
  return handle as NodeEndpointHandler
}

interface Placed {
  readonly endpoint: Endpoint
  readonly below: number | undefined
  /** Whether something in front has decided which pages may call. */
  readonly keepsOrigin: boolean
}

/** The listener of one request. What knows sockets is loaded with the first one. */
async function nodeListener({ endpoint, below, keepsOrigin }: Placed): Promise<NodeFetchHandler> {
  const { createCopilotNodeHandler }: SocketAdapter = await import('#adapter-node')
  const serve = async (request: HostRequest | Request): Promise<HostResponse> => {
    const response = await endpoint.serve(request, below)
    if (keepsOrigin) response.headers.delete(ALLOW_ORIGIN)
    return response
  }
  return createCopilotNodeHandler(Object.assign(serve, { fromHost: serve }))
}

function serveFetch(endpoint: Endpoint, request: NodeRequestLike | Request): Promise<Response> {
  if (!isFetchRequest(request)) throw new TypeError('ServerResponse is required for Node HTTP requests')
  const { pathname } = new URL(request.url)
  return endpoint.serve(request, countBelow({ url: pathname }, endpoint.segments))
}

/** By its shape: frameworks bring fetch requests of their own classes. */
function isFetchRequest(request: NodeRequestLike | Request): request is Request {
  return typeof Reflect.get(request.headers ?? {}, 'get') === 'function' && 'clone' in request
}
