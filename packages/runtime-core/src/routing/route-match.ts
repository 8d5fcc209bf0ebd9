// Tests: `match-route.test.ts`.
import type { ParamsOf, RouteName, RouteParams, RouteRow, RuntimeRoute } from '@flightdeck/protocol'

type AnyParam = keyof RouteParams<RuntimeRoute['pattern']>

type RouteInfoOf<Name extends RouteName, Params> = {
  /** The name of the route. */
  readonly method: Name
} & Params & { readonly [Absent in Exclude<AnyParam, keyof Params>]?: undefined }

/**
 * The route of a request, for hooks: its name as `method`, and its decoded parameters. `agentId` and `threadId` can be
 * read on every route; they are undefined if its path has no such parameter.
 */
export type RouteInfo = { [Name in RouteName]: RouteInfoOf<Name, ParamsOf<Name>> }[RouteName]

/** A route together with the parameters of one request. */
export type RouteMatch<Name extends RouteName = RouteName> = {
  [Each in RouteName]: { readonly name: Each; readonly params: ParamsOf<Each>; readonly route: RouteInfo }
}[Name]

/** Combines a row with the parameters of a request. `params` must hold every name of the row's pattern. */
export function toRouteMatch(row: RouteRow, params: Readonly<Record<string, string>>): RouteMatch {
  // The compiler cannot see at run time which pattern belongs to which name.
  return { name: row.name, params, route: { method: row.name, ...params } } as RouteMatch
}
