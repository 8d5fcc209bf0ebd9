/** The HTTP methods that routes use. */
export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One route. Matching, 404, 405 with `Allow`, and the single-route envelope all follow from these rows. */
export interface RouteRow {
  /** What hooks see as `route.method`, and the `method` of a single-route envelope. */
  readonly name: string
  /** The HTTP methods it answers, in the order of the `Allow` header. */
  readonly methods: readonly HttpMethod[]
  /** Its path below the base path. `:name` stands for one segment, which becomes a parameter. */
  readonly pattern: string
  /**
   * The `body` member of its single-route envelope; `none` means that the route cannot be called by envelope.
   */
  readonly envelopeBody: 'required' | 'optional' | 'ignored' | 'none'
  /** What its query may hold. In an envelope these are further `params`. @default nothing */
  readonly query?: readonly string[] | undefined
}

/** Every route of the runtime. */
export const routeTable = [
  { name: 'info', methods: ['GET'], pattern: '/info', envelopeBody: 'ignored' },
  { name: 'transcribe', methods: ['POST'], pattern: '/transcribe', envelopeBody: 'required' },
  { name: 'agent/run', methods: ['POST'], pattern: '/agent/:agentId/run', envelopeBody: 'required' },
  { name: 'agent/suggest', methods: ['POST'], pattern: '/agent/:agentId/suggest', envelopeBody: 'required' },
  {
    name: 'agent/connect',
    methods: ['POST', 'GET'],
    pattern: '/agent/:agentId/connect',
    envelopeBody: 'required',
  },
  {
    name: 'agent/stop',
    methods: ['POST'],
    pattern: '/agent/:agentId/stop/:threadId',
    envelopeBody: 'optional',
  },
  {
    name: 'threads/list',
    methods: ['GET'],
    pattern: '/threads',
    envelopeBody: 'ignored',
    query: ['agentId', 'includeArchived', 'archived', 'limit', 'cursor'],
  },
  { name: 'threads/clear', methods: ['POST'], pattern: '/threads/clear', envelopeBody: 'ignored' },
  {
    name: 'threads/subscribe',
    methods: ['GET'],
    pattern: '/threads/subscribe',
    envelopeBody: 'ignored',
    query: ['agentId', 'cursor'],
  },
  { name: 'threads/realtime', methods: ['POST'], pattern: '/threads/subscribe', envelopeBody: 'ignored' },
  { name: 'threads/import', methods: ['POST'], pattern: '/threads/import', envelopeBody: 'required' },
  { name: 'threads/get', methods: ['GET'], pattern: '/threads/:threadId', envelopeBody: 'ignored' },
  { name: 'threads/update', methods: ['PATCH'], pattern: '/threads/:threadId', envelopeBody: 'required' },
  { name: 'threads/delete', methods: ['DELETE'], pattern: '/threads/:threadId', envelopeBody: 'ignored' },
  {
    name: 'threads/archive',
    methods: ['POST'],
    pattern: '/threads/:threadId/archive',
    envelopeBody: 'ignored',
  },
  {
    name: 'threads/messages',
    methods: ['GET'],
    pattern: '/threads/:threadId/messages',
    envelopeBody: 'ignored',
  },
  { name: 'threads/events', methods: ['GET'], pattern: '/threads/:threadId/events', envelopeBody: 'ignored' },
  { name: 'threads/state', methods: ['GET'], pattern: '/threads/:threadId/state', envelopeBody: 'ignored' },
  {
    name: 'threads/runs',
    methods: ['GET'],
    pattern: '/threads/:threadId/runs',
    envelopeBody: 'ignored',
    query: ['limit', 'cursor'],
  },
  {
    name: 'threads/interrupts',
    methods: ['GET'],
    pattern: '/threads/:threadId/interrupts',
    envelopeBody: 'ignored',
  },
  { name: 'threads/export', methods: ['GET'], pattern: '/threads/:threadId/export', envelopeBody: 'ignored' },
] as const

type Row = (typeof routeTable)[number]

/** The name of a route. */
export type RouteName = Row['name']

type ParamName<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamName<Rest>
  : Pattern extends `${string}:${infer Name}`
    ? Name
    : never

/** The parameters of a path pattern: `'/agent/:agentId/stop/:threadId'` has `agentId` and `threadId`. */
export type RouteParams<Pattern extends string> = { readonly [Name in ParamName<Pattern>]: string }

/** The parameters of the route called `Name`. */
export type ParamsOf<Name extends RouteName> = RouteParams<Extract<Row, { name: Name }>['pattern']>

/** One row of the table of routes: its name, methods and pattern, as literal types. */
export type RuntimeRoute = Row

type AnyParam = ParamName<Row['pattern']>

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

/** The names of a pattern's parameters, in their order. */
export function paramNames(pattern: string): string[] {
  return [...pattern.matchAll(/:([^/]+)/g)].map(([, name = '']) => name)
}
