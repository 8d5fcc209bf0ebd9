import type { ServerRequest } from '../http/host-request.ts'
import type { RuntimeError } from '../http/runtime-error.ts'
import type { RouteInfo, RouteMatch } from './route-match.ts'

/** One path per operation, or a single address that takes envelopes. */
export type RouteMode = 'multi-route' | 'single-route'

/** Where a request goes, or why it goes nowhere. */
export type Routed =
  | {
      readonly kind: 'route'
      readonly match: RouteMatch
      /**
       * The request for the route's handler. Called with the request as the hooks left it.
       *
       * @throws RuntimeError `invalid_request` if the route needs a body and the envelope has none
       */
      toInner(request: ServerRequest): ServerRequest
    }
  | { readonly kind: 'refusal'; readonly error: RuntimeError; readonly route?: RouteInfo | undefined }

/**
 * Finds the route of a request. `path` is the path of the URL as it came in, before any hook replaced the
 * request; `base` are the segments of the base path, where it is another one for this request.
 */
export type Router = (request: ServerRequest, path: string, base?: readonly string[]) => Promise<Routed>
