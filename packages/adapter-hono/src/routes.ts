import type { Envelope, RouteParams, RuntimeInfo, RuntimeRoute } from '@flightdeck/protocol'
import type { Hono } from 'hono'

/** One path per operation, or one path for all of them. */
export type CopilotRouteMode = 'multi-route' | 'single-route'

/** The response of `GET /info`. */
export type CopilotRuntimeInfo = RuntimeInfo

/** The body of a request in single-route mode. */
export type CopilotEnvelope = Envelope

/** A Hono app that serves a runtime. Its type contains the routes for Hono's RPC client. */
export type CopilotHonoApp<
  BasePath extends string = string,
  Mode extends CopilotRouteMode = CopilotRouteMode,
> = Hono<object, CopilotHonoSchema<BasePath, Mode>, BasePath>

/** The routes of a runtime, in the form of Hono's RPC client. */
export type CopilotHonoSchema<
  BasePath extends string,
  Mode extends CopilotRouteMode,
> = Mode extends 'single-route'
  ? { [Path in Below<BasePath, ''>]: { $post: Endpoint<{ json: CopilotEnvelope }, unknown, string> } }
  : { [Pattern in RuntimeRoute['pattern'] as Below<BasePath, Pattern>]: MethodsAt<Pattern> }

/** Joins the base path and a path. Only `/` ends with a slash. */
type Below<BasePath extends string, Path extends string> = BasePath extends `${infer Start}/`
  ? Below<Start, Path>
  : `${BasePath}${Path}` extends ''
    ? '/'
    : `${BasePath}${Path}`

type RowAt<Pattern extends string> = Extract<RuntimeRoute, { pattern: Pattern }>

type MethodsAt<Pattern extends string> = {
  [Method in RowAt<Pattern>['methods'][number] as `$${Lowercase<Method>}`]: EndpointOf<
    Extract<RowAt<Pattern>, { methods: readonly [Method, ...string[]] | readonly [string, Method] }>,
    Method
  >
}

type EndpointOf<Row extends RuntimeRoute, Method extends string> = Endpoint<
  ParamInput<RouteParams<Row['pattern']>> & BodyInput<Row, Method>,
  Row['name'] extends 'info' ? CopilotRuntimeInfo : unknown,
  Row['name'] extends StreamName ? 'text/event-stream' : 'json'
>

type StreamName = 'agent/run' | 'agent/connect' | 'agent/suggest' | 'threads/subscribe'

type ParamInput<Params> = keyof Params extends never ? object : { param: Params }

type BodyInput<Row extends RuntimeRoute, Method extends string> = Method extends 'GET'
  ? { query?: Record<string, string> }
  : Row['name'] extends 'transcribe'
    ? { form: { audio: File } }
    : Row['envelopeBody'] extends 'required'
      ? { json: object }
      : { json?: object }

// Not an interface: Hono's types require an index signature, which only a type alias has implicitly.
type Endpoint<Input, Output, Format extends string> = {
  input: Input
  output: Output
  outputFormat: Format
  status: 200
}
