import type { ParamsOf, RouteName, RouteParams, RouteRow, RuntimeRoute } from '@flightdeck/protocol'

type AnyParam = keyof RouteParams<RuntimeRoute['pattern']>

type RouteInfoOf<Name extends RouteName, Params> = {
  /** Which route it is. */
  readonly method: Name
} & Params & { readonly [Absent in Exclude<AnyParam, keyof Params>]?: undefined }

/**
 * What hooks learn about the route of a request: its name as `method`, and its parameters, decoded. `agentId` and
 * `threadId` can be read on every route; they have a value on those whose path names one.
 */
export type RouteInfo = { [Name in RouteName]: RouteInfoOf<Name, ParamsOf<Name>> }[RouteName]

/** A route together with the parameters of one request. */
export type RouteMatch<Name extends RouteName = RouteName> = {
  [Each in RouteName]: { readonly name: Each; readonly params: ParamsOf<Each>; readonly route: RouteInfo }
}[Name]

/** Puts a row and the parameters read for it together. `params` must hold every name of the row's pattern. */
export function toRouteMatch(row: RouteRow, params: Readonly<Record<string, string>>): RouteMatch {
  // The compiler cannot see that a row's name and its pattern belong together once they are looked up at run
  // time.
  return { name: row.name, params, route: { method: row.name, ...params } } as RouteMatch
}
