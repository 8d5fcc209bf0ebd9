import type { RequestPlace, ServerRequest } from '../http/host-request.ts'
import { RuntimeError } from '../http/runtime-error.ts'
import { isFromPage, isLoopbackCall, isSameOrigin } from '../http/sender.ts'
import type { Cors } from './cors.ts'
import { type OriginList, resolveOriginList } from './cors-origin.ts'

/** Which pages may change something here, and which of them are strangers to a server that knows no users. */
export interface OriginPolicy {
  /**
   * Refuses a request that another site may have sent with a user's cookies. GET, HEAD and OPTIONS change nothing and
   * pass.
   *
   * @throws RuntimeError `cross_site`
   */
  check(request: ServerRequest, place: RequestPlace | undefined): void
  /** True for a page that may read responses because every page may, and for no other reason. */
  isForeign(request: ServerRequest, place: RequestPlace | undefined): boolean
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Makes the policy of a handler from its CORS configuration and its `trustedOrigins`.
 *
 * @throws TypeError if `trustedOrigins` names something that is not an origin
 */
export function createOriginPolicy(
  cors: Cors | undefined,
  trustedOrigins: OriginList | undefined,
): OriginPolicy {
  const isTrusted = resolveOriginList(trustedOrigins)

  /** How far a page may read responses: it is named, or every page may. */
  function accessOf(origin: string, place: RequestPlace | undefined): 'named' | 'wildcard' | undefined {
    const inFront = place?.allowedOrigin
    if (isTrusted(origin) || inFront === origin) return 'named'
    const access = cors?.accessOf(origin)
    return access ?? (inFront === '*' && origin !== 'null' ? 'wildcard' : undefined)
  }

  return {
    check(request, place) {
      if (SAFE_METHODS.has(request.method) || !isFromPage(request) || isSameOrigin(request)) return
      const origin = request.headers.get('origin')
      const access = origin === null ? undefined : accessOf(origin, place)
      if (access === 'named') return
      if (access === 'wildcard' && request.headers.get('cookie') === null) return
      throw new RuntimeError('cross_site', refusal(origin, access))
    },
    isForeign(request, place) {
      const origin = request.headers.get('origin')
      if (origin === null || isSameOrigin(request) || isLoopbackCall(request)) return false
      return accessOf(origin, place) === 'wildcard'
    },
  }
}

function refusal(origin: string | null, access: 'wildcard' | undefined): string {
  const from = origin === null ? 'a page of another site' : `the origin '${origin.slice(0, 200)}'`
  const why =
    access === 'wildcard'
      ? 'with cookies, and cors.origin allows it by a wildcard only'
      : 'which is not allowed'
  return `The request came from ${from}, ${why}: name the origin in cors.origin or trustedOrigins`
}
