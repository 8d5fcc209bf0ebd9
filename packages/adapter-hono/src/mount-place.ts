// Tests: `hono-handler.test.ts` and `serverConformance` of `@flightdeck/testkit`.
// Covered by hono-handler.test.ts.
import type { RequestPlace } from '@flightdeck/runtime-core'
import type { Context } from 'hono'
import { PatternRouter } from 'hono/router/pattern-router'

/** A parameter for the path below the mount. Its name must not occur in a mount path. */
const BELOW = 'below_the_mount'

/**
 * Returns how much of a request's path is below the mount, for routes whose pattern ends with a wildcard, and the origin
 * that a middleware has allowed.
 */
export type FindPlace = (c: Context) => RequestPlace & { readonly segmentsBelow: number }

/**
 * Only the matched pattern shows where an app is mounted, and Hono does not expose what its wildcard matched. A router
 * does, for the same pattern with a parameter in place of the wildcard.
 */
export function createPlaceFinder(): FindPlace {
  // One router for each mount path of the app.
  const routers = new Map<string, PatternRouter<true>>()
  const routerOf = (pattern: string): PatternRouter<true> => {
    let router = routers.get(pattern)
    if (router === undefined) {
      router = new PatternRouter()
      router.add('ALL', pattern.replace(/\*$/, `:${BELOW}{.*}`), true)
      routers.set(pattern, router)
    }
    return router
  }
  return (c) => {
    const { req } = c
    const [[match]] = routerOf(req.routePath).match('ALL', req.path)
    const below = match?.[1]?.[BELOW]
    const segments = typeof below === 'string' ? below.split('/') : []
    const segmentsBelow = segments.filter((segment) => segment !== '').length
    // Reading `c.res` makes a response, which only requests of pages are worth.
    if (req.header('origin') === undefined) return { segmentsBelow }
    return { segmentsBelow, allowedOrigin: c.res.headers.get('access-control-allow-origin') ?? undefined }
  }
}
