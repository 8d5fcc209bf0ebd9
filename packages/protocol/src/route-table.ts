/** An HTTP method of a route. */
export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One row of {@link routeTable}. */
export interface RouteRow {
  /** The operation: the `method` of an envelope, and `route.method` in hooks. */
  readonly name: string
  /** The HTTP methods it supports, in the order of the `Allow` header. */
  readonly methods: readonly HttpMethod[]
  /** Its path below the base path. `:name` stands for one segment, which becomes a parameter. */
  readonly pattern: string
  /** Whether its envelope has a `body`; `none`: the route has no envelope, and its path in both modes. */
  readonly envelopeBody: 'required' | 'optional' | 'ignored' | 'none'
  /** Its query parameters. In an envelope they are members of `params`. @default none */
  readonly query?: readonly string[] | undefined
}

/** Every route of a server. Matching, 404, 405 with `Allow`, and envelopes follow from these rows. */
export const routeTable = [
  { name: 'info', methods: ['GET'], pattern: '/info', envelopeBody: 'ignored' },
  { name: 'health/live', methods: ['GET'], pattern: '/health/live', envelopeBody: 'none' },
  { name: 'health/ready', methods: ['GET'], pattern: '/health/ready', envelopeBody: 'none' },
  { name: 'transcribe', methods: ['POST'], pattern: '/transcribe', envelopeBody: 'required' },
  { name: 'cpk-debug-events', methods: ['GET'], pattern: '/cpk-debug-events', envelopeBody: 'ignored' },
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

/** A row of the route table with its name, methods and pattern as literal types. */
export type RuntimeRoute = Row

/**
 * Returns the row of a route.
 *
 * @throws TypeError if no route has the name
 */
export function routeNamed(name: RouteName): RouteRow {
  const row = routeTable.find((each) => each.name === name)
  if (row === undefined) throw new TypeError(`Unknown route '${name}'`)
  return row
}

/**
 * Returns the path of a route below the base path, with its parameters percent-encoded:
 * `routePath('agent/run', { agentId: 'default' })` is `/agent/default/run`.
 */
export function routePath<Name extends RouteName>(name: Name, params: ParamsOf<Name>): string {
  const values: Readonly<Record<string, string>> = params
  return routeNamed(name).pattern.replace(/:([^/]+)/g, (_, param: string) =>
    encodeURIComponent(values[param] ?? ''),
  )
}

/**
 * Whether the last `segments` segments of a path are those of a route without an envelope, which has its path in both modes.
 */
export function isPathOfBothModes(path: string, segments: number): boolean {
  if (segments === 0) return false
  const below = path.split('/').filter((segment) => segment !== '')
  const pattern = `/${below.slice(-segments).join('/')}`
  const rows: readonly RouteRow[] = routeTable
  return rows.some((row) => row.envelopeBody === 'none' && row.pattern === pattern)
}

/** Returns the names of a pattern's parameters, in order. */
export function paramNames(pattern: string): string[] {
  return [...pattern.matchAll(/:([^/]+)/g)].map(([, name = '']) => name)
}

/** The body of a request in single-route mode. */
export interface Envelope {
  /** The operation: `agent/run`, `info` and so on. */
  method: RouteName
  /** The parameters that multi-route mode has in the path and the query. */
  params?: Readonly<Record<string, string>> | undefined
  /** The body that multi-route mode has. */
  body?: unknown
}
