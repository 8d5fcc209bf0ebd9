import { type HttpMethod, type RouteRow, routeTable } from '@flightdeck/protocol'
import { afterBasePath, pathSegments } from './base-path.ts'
import { type RouteInfo, type RouteMatch, toRouteMatch } from './route-match.ts'

/** The result of matching a method and a path. */
export type MatchOutcome =
  | { readonly kind: 'match'; readonly match: RouteMatch }
  | { readonly kind: 'wrong-method'; readonly route: RouteInfo; readonly allow: readonly HttpMethod[] }
  | { readonly kind: 'no-route' }

interface CompiledRow {
  readonly row: RouteRow
  readonly segments: readonly string[]
}

const isParam = (segment: string): boolean => segment.startsWith(':')
const paramCount = ({ segments }: CompiledRow): number => segments.filter(isParam).length

// Longer patterns come first, and of the same length those with fewer parameters: a thread called `info` is found even if
// paths are matched at their end.
const compiled: readonly CompiledRow[] = routeTable
  .map((row) => ({ row, segments: pathSegments(row.pattern) }))
  .sort((a, b) => b.segments.length - a.segments.length || paramCount(a) - paramCount(b))

/**
 * Finds the route of a request. HEAD reaches the routes of GET. With `base` segments the path must be the base path followed by exactly one
 * pattern; without, it must end with one.
 */
export function matchRoute(
  method: string,
  pathname: string,
  base: readonly string[] | undefined,
): MatchOutcome {
  const path = base === undefined ? pathSegments(pathname) : afterBasePath(pathname, base)
  if (path === undefined) return { kind: 'no-route' }
  const routed = method === 'HEAD' ? 'GET' : method
  let wrongMethod: { route: RouteInfo; allow: Set<HttpMethod>; length: number } | undefined
  for (const { row, segments } of compiled) {
    if (wrongMethod !== undefined && segments.length < wrongMethod.length) break
    const params = readParams(segments, path, base === undefined ? path.length - segments.length : 0)
    if (params === undefined) continue
    const match = toRouteMatch(row, params)
    if (row.methods.some((allowed) => allowed === routed)) return { kind: 'match', match }
    wrongMethod ??= { route: match.route, allow: new Set(), length: segments.length }
    for (const allowed of row.methods) wrongMethod.allow.add(allowed)
  }
  if (wrongMethod === undefined) return { kind: 'no-route' }
  return { kind: 'wrong-method', route: wrongMethod.route, allow: [...wrongMethod.allow] }
}

/** Returns the parameters of a path that matches the pattern from `start` to its end; undefined if it does not. */
function readParams(
  pattern: readonly string[],
  path: readonly string[],
  start: number,
): Record<string, string> | undefined {
  if (start < 0 || path.length - start !== pattern.length) return undefined
  // Fixed segments are compared before parameters are decoded: they exclude most rows.
  if (pattern.some((expected, at) => !isParam(expected) && path[start + at] !== expected)) return undefined
  const params: Record<string, string> = {}
  for (const [at, expected] of pattern.entries()) {
    if (!isParam(expected)) continue
    const value = decoded(path[start + at] ?? '')
    if (value === undefined) return undefined
    params[expected.slice(1)] = value
  }
  return params
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
