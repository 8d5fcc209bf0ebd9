import type { ServerRequest } from '../http/host-request.ts'
import type { RuntimeError } from '../http/runtime-error.ts'
import type { RouteInfo, RouteMatch } from './route-match.ts'

/** One path per operation, or one path for all operations, with envelopes. */
export type RouteMode = 'multi-route' | 'single-route'

/** The route of a request, or the error if it has none. */
export type Routed =
  | {
      readonly kind: 'route'
      readonly match: RouteMatch
      /**
       * Returns the request for the route. Called with the request as hooks left it.
       *
       * @throws RuntimeError `invalid_request` if the route needs a body and the envelope has none
       */
      toInner(request: ServerRequest): ServerRequest
    }
  | { readonly kind: 'refusal'; readonly error: RuntimeError; readonly route?: RouteInfo | undefined }

/**
 * Finds the route of a request. `path` is the path of the URL as received, before a hook replaced the request.
 * `base` overrides the segments of the base path for this request.
 */
export type Router = (request: ServerRequest, path: string, base?: readonly string[]) => Promise<Routed>
