import { afterBasePath, pathSegments } from '../base-path.ts'
import {
  type HttpMethod,
  type RouteInfo,
  type RouteMatch,
  type RouteRow,
  routeTable,
  toRouteMatch,
} from './route-table.ts'

/** What a method and a path lead to. */
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

// The longest pattern comes first, and among equally long ones a fixed word goes before a parameter: a thread
// called `info` is reached even where paths are matched by their end.
const compiled: readonly CompiledRow[] = routeTable
  .map((row) => ({ row, segments: pathSegments(row.pattern) }))
  .sort((a, b) => b.segments.length - a.segments.length || paramCount(a) - paramCount(b))

/**
 * Finds the route of a request. With `base` segments the path must be the base path followed by exactly one
 * pattern; without, it must end with one.
 */
export function matchRoute(
  method: string,
  pathname: string,
  base: readonly string[] | undefined,
): MatchOutcome {
  const path = base === undefined ? pathSegments(pathname) : afterBasePath(pathname, base)
  if (path === undefined) return { kind: 'no-route' }
  const fitting = compiled.flatMap(({ row, segments }) => {
    const rest = base === undefined ? path.slice(-segments.length) : path
    const params = readParams(segments, rest)
    return params === undefined ? [] : [{ row, match: toRouteMatch(row, params), length: segments.length }]
  })
  const best = fitting[0]
  if (best === undefined) return { kind: 'no-route' }
  const candidates = fitting.filter(({ length }) => length === best.length)
  const found = candidates.find(({ row }) => row.methods.some((allowed) => allowed === method))
  if (found !== undefined) return { kind: 'match', match: found.match }
  const allow = [...new Set(candidates.flatMap(({ row }) => row.methods))]
  return { kind: 'wrong-method', route: best.match.route, allow }
}

function readParams(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined
  const params: Record<string, string> = {}
  for (const [at, expected] of pattern.entries()) {
    const segment = path[at] ?? ''
    const value = isParam(expected) ? decoded(segment) : segment
    if (value === undefined || (!isParam(expected) && value !== expected)) return undefined
    if (isParam(expected)) params[expected.slice(1)] = value
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
