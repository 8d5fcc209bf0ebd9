import type { RequestPlace } from '@flightdeck/runtime-core'
import type { Context } from 'hono'
import { PatternRouter } from 'hono/router/pattern-router'

/** A parameter that stands for what is below the mount. No mount path has one of this name. */
const BELOW = 'below_the_mount'

/**
 * Tells how much of a request's path lies below the mount, for routes whose pattern ends with a wildcard, and which origin
 * a middleware in front has allowed.
 */
export type FindPlace = (c: Context) => RequestPlace & { readonly segmentsBelow: number }

/**
 * Where an app is mounted only the pattern tells that a request matched, and what a wildcard stands for Hono does not
 * tell. Its router does, for the same pattern with a parameter in place of the wildcard.
 */
export function createPlaceFinder(): FindPlace {
  // One for each path at which the app is mounted.
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
