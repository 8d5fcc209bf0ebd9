// Tests: `packages/adapter-express/src/express-5.test.ts` and `packages/runtime/src/v1/endpoints/endpoints.test.ts`.
import type { HostRequest, HostResponse, RequestPlace } from '@flightdeck/runtime-core'
import type { NodeRequest, NodeResponse } from './connection/exchange.ts'
import { createCopilotNodeHandler, type NodeHandlerOptions } from './node-handler.ts'

/** Options of {@link createMountedNodeHandler}. */
export interface MountedNodeHandlerOptions extends Omit<NodeHandlerOptions, 'trustProxy'> {
  /** Whether an `Access-Control-Allow-Origin` that a middleware in front has set replaces that of the runtime. */
  keepsOriginInFront: boolean
}

/** The part of a runtime's handler that adapters call. */
export interface HostHandler {
  fromHost(request: HostRequest | Request, place?: RequestPlace): Promise<HostResponse>
}

/** Handles a request of which `segmentsBelow` path segments are below the runtime. Undefined: the base path says it. */
export type MountedNodeHandler = (
  req: NodeRequest,
  res: NodeResponse,
  segmentsBelow: number | undefined,
) => Promise<void>

const ALLOW_ORIGIN = 'access-control-allow-origin'

/**
 * Creates a listener for requests that a framework like Express has routed. Scheme and host of the URL are taken from the
 * proxy's headers according to Express's setting `trust proxy`. For adapters of frameworks; applications use
 * `createCopilotNodeHandler`.
 *
 * @throws RangeError if `bodyTimeoutMs` or `writeTimeoutMs` is not between 0 and 2147483647
 */
export function createMountedNodeHandler(
  handler: HostHandler,
  { keepsOriginInFront, ...options }: MountedNodeHandlerOptions,
): MountedNodeHandler {
  const listener = (trustProxy: boolean, segmentsBelow?: number, keepsOrigin = false) => {
    const serve = async (request: HostRequest | Request, place?: RequestPlace): Promise<HostResponse> => {
      const response = await handler.fromHost(request, { ...place, segmentsBelow })
      if (keepsOrigin) response.headers.delete(ALLOW_ORIGIN)
      return response
    }
    const served = Object.assign(serve, { fromHost: serve })
    return createCopilotNodeHandler(served, { ...options, trustProxy })
  }
  // Created here so that wrong options throw before the first request.
  listener(false)
  return (req, res, segmentsBelow) => {
    const keepsOrigin = keepsOriginInFront && res.hasHeader(ALLOW_ORIGIN)
    return listener(isFromTrustedProxy(req), segmentsBelow, keepsOrigin)(req, res)
  }
}

/** Whether Express's setting `trust proxy` trusts the sender of a request. False for requests of other frameworks. */
function isFromTrustedProxy(req: NodeRequest): boolean {
  const app: unknown = Reflect.get(req, 'app')
  if (typeof app !== 'function' || !('get' in app) || typeof app.get !== 'function') return false
  const trusts: unknown = app.get('trust proxy fn')
  return typeof trusts === 'function' && trusts(req.socket.remoteAddress, 0) === true
}
