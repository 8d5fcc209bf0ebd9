import { paramNames, type RouteRow, routeNamed, routeTable } from '@flightdeck/protocol'
import { isTypedAsJson } from '../http/content-type.ts'
import { cancelBody } from '../http/discard-body.ts'
import { fetchRequestOf, type ServerRequest } from '../http/host-request.ts'
import { type BodyLimits, unread } from '../http/read-body.ts'
import { isRuntimeError, RuntimeError } from '../http/runtime-error.ts'
import { afterBasePath, pathSegments } from './base-path.ts'
import { withEnvelopeBody } from './envelope-body.ts'
import { readEnvelopeJson } from './envelope-json.ts'
import { graphQLNotServed, isGraphQL } from './graphql.ts'
import { type MatchOutcome, matchRoute } from './match-route.ts'
import { toRouteMatch } from './route-match.ts'
import type { Routed, Router } from './router.ts'
import { methodNotAllowed, notFound } from './routing-errors.ts'

const rows: readonly RouteRow[] = routeTable
const MAX_SHOWN_METHOD = 100

/** The method in which CopilotKit's clients wrap requests for threads: `{ path, httpMethod }` and a body. */
const RESOURCE_METHOD = 'resource/request'

/**
 * Creates the router of single-route mode: a POST of `{ method, params, body }`, where `method` is the name of a route. Routes without
 * an envelope have their paths.
 * `usualBase` is the result of `resolveBasePath`; without a base path every path is accepted.
 */
export function createSingleRouter(usualBase: readonly string[] | undefined, limits: BodyLimits): Router {
  // The envelope adds one level around the body of its route.
  const envelopeLimits = { ...limits, maxJsonDepth: limits.maxJsonDepth + 1 }
  return async (request, path, base = usualBase) => {
    try {
      const byPath = matchRoute(request.method, path, base)
      if (byPath.kind === 'match' && routeNamed(byPath.match.name).envelopeBody === 'none') {
        return { kind: 'route', match: byPath.match, toInner: (inner) => inner }
      }
      checkAddress(request, path, base)
      return toRouted(await readEnvelope(request, envelopeLimits))
    } catch (error) {
      if (isRuntimeError(error) && error.status < 500) return { kind: 'refusal', error }
      throw error
    }
  }
}

/** Whether a body is an envelope. */
export function isEnvelope(body: unknown): boolean {
  const method = member(body, 'method')
  return method === RESOURCE_METHOD || rows.some((row) => row.name === method && row.envelopeBody !== 'none')
}

function checkAddress(request: ServerRequest, path: string, base: readonly string[] | undefined): void {
  if (base !== undefined && afterBasePath(path, base)?.length !== 0) {
    throw notFound(path, `This runtime takes single-route envelopes only, at '/${base.join('/')}'.`)
  }
  if (request.method !== 'POST') throw methodNotAllowed(['POST'])
}

async function readEnvelope(given: ServerRequest, limits: BodyLimits): Promise<unknown> {
  const request = fetchRequestOf(given)
  if (!isTypedAsJson(request)) {
    const message = 'Single-route endpoint expects JSON payloads'
    throw new RuntimeError('unsupported_media_type', message, { error: 'invalid_request' })
  }
  // Hooks may still read the request or replace it.
  const copy = unread(request).clone()
  try {
    return await readEnvelopeJson(copy, limits)
  } catch (cause) {
    if (!isRuntimeError(cause) || cause.code !== 'invalid_json') throw cause
    throw new RuntimeError('invalid_json', 'Invalid JSON payload', {
      error: 'invalid_request',
      details: { details: cause.message },
      cause,
    })
  } finally {
    cancelBody(copy)
  }
}

function toRouted(envelope: unknown): Routed {
  const method = member(envelope, 'method')
  if (!method) {
    throw isGraphQL(envelope)
      ? graphQLNotServed()
      : new RuntimeError('invalid_request', 'Missing method field')
  }
  if (method === RESOURCE_METHOD) return toResource(envelope)
  const row = rows.find(({ name, envelopeBody }) => name === method && envelopeBody !== 'none')
  if (row === undefined) {
    const shown = String(method).slice(0, MAX_SHOWN_METHOD)
    throw new RuntimeError('invalid_request', `Unsupported method '${shown}'`)
  }
  const params = readParams(row, member(envelope, 'params'))
  const query = readQuery(row, member(envelope, 'params'))
  const body = member(envelope, 'body')
  return {
    kind: 'route',
    match: toRouteMatch(row, params),
    toInner: (request) => {
      if ((body === undefined || body === null) && row.envelopeBody === 'required') {
        throw new RuntimeError('invalid_request', 'Missing request body for JSON handler')
      }
      if (row.name === 'transcribe' && typeof body !== 'string') {
        return withEnvelopeBody(toInner(request, undefined, query), body)
      }
      return toInner(request, row.envelopeBody === 'ignored' ? undefined : withRunId(row, body), query)
    },
  }
}

const WITH_RUN_INPUT: readonly string[] = ['agent/run', 'agent/connect', 'agent/suggest']

/** Returns the input of a run, with a new `runId` if the envelope has none. Clients read it from `RUN_STARTED`. */
function withRunId(row: RouteRow, body: unknown): unknown {
  if (
    !WITH_RUN_INPUT.includes(row.name) ||
    typeof body !== 'object' ||
    body === null ||
    Array.isArray(body)
  ) {
    return body
  }
  return { ...body, runId: member(body, 'runId') ?? crypto.randomUUID() }
}

/** Returns the request for threads as multi-route mode would receive it. Other paths are refused. */
function toResource(envelope: unknown): Routed {
  const params = member(envelope, 'params')
  const path = textParam(params, 'path')
  const httpMethod = textParam(params, 'httpMethod')
  if (!path.startsWith('/')) throw invalidParam('path')
  const target = new URL(`http://runtime${path}`)
  const isThreads = pathSegments(target.pathname)[0] === 'threads'
  const outcome: MatchOutcome = isThreads ? matchRoute(httpMethod, target.pathname, []) : { kind: 'no-route' }
  if (outcome.kind === 'wrong-method') throw methodNotAllowed(outcome.allow)
  if (outcome.kind === 'no-route') {
    throw notFound(target.pathname, `A '${RESOURCE_METHOD}' reaches /threads and what is below it.`)
  }
  const body = member(envelope, 'body')
  return {
    kind: 'route',
    match: outcome.match,
    toInner: (request) => toInner(request, body, [...target.searchParams]),
  }
}

function readParams(row: RouteRow, params: unknown): Record<string, string> {
  return Object.fromEntries(
    paramNames(row.pattern).map((name) => {
      const value = textParam(params, name)
      // Runs accept any thread id that is not empty.
      if (name !== 'threadId' && value.trim() === '') throw invalidParam(name)
      return [name, value]
    }),
  )
}

function readQuery({ query = [] }: RouteRow, params: unknown): [string, string][] {
  return query.flatMap((name) => {
    const value = member(params, name)
    if (value === undefined || value === null) return []
    if (!['string', 'number', 'boolean'].includes(typeof value)) throw invalidParam(name)
    return [[name, String(value)] satisfies [string, string]]
  })
}

function textParam(params: unknown, name: string): string {
  const value = member(params, name)
  if (typeof value === 'string' && value !== '') return value
  throw invalidParam(name)
}

function invalidParam(name: string): RuntimeError {
  return new RuntimeError('invalid_request', `Missing or invalid parameter '${name}'`)
}

function toInner(given: ServerRequest, body: unknown, query: readonly [string, string][]): Request {
  const request = fetchRequestOf(given)
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  headers.set('content-type', 'application/json')
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const inner = body === undefined || body === null ? null : text
  const url = new URL(request.url)
  for (const [name, value] of query) url.searchParams.set(name, value)
  return new Request(url, { method: 'POST', headers, body: inner, signal: request.signal })
}

/** Returns an own member of a JSON value; undefined if there is none. */
function member(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  return isObject ? Reflect.get(value, name) : undefined
}
