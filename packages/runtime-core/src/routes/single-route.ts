import { afterBasePath } from '../base-path.ts'
import { isJsonContentType } from '../content-type.ts'
import { fetchRequestOf, type ServerRequest } from '../host-request.ts'
import { type BodyLimits, readJson } from '../read-body.ts'
import { isRuntimeError, RuntimeError } from '../runtime-error.ts'
import { notFound, wrongMethod } from './refusals.ts'
import { paramNames, type RouteRow, routeTable, toRouteMatch } from './route-table.ts'
import type { Routed, Router } from './router.ts'

const rows: readonly RouteRow[] = routeTable
const MAX_SHOWN_METHOD = 100

/**
 * The router of a runtime that serves everything through one address: a POST of `{ method, params, body }`,
 * where `method` is the name of a route. `base` is what `resolveBasePath` gave; without it every path is
 * taken.
 */
export function createSingleRouter(base: readonly string[] | undefined, limits: BodyLimits): Router {
  // The envelope is one level around the body that its route would otherwise get.
  const envelopeLimits = { ...limits, maxJsonDepth: limits.maxJsonDepth + 1 }
  return async (request, path) => {
    try {
      checkAddress(request, path, base)
      return toRouted(await readEnvelope(request, envelopeLimits))
    } catch (error) {
      if (isRuntimeError(error) && error.status < 500) return { kind: 'refusal', error }
      throw error
    }
  }
}

/** True if a body asks for a route by envelope. */
export function isEnvelope(body: unknown): boolean {
  const method = member(body, 'method')
  return rows.some((row) => row.name === method && row.envelopeBody !== 'none')
}

function checkAddress(request: ServerRequest, path: string, base: readonly string[] | undefined): void {
  if (base !== undefined && afterBasePath(path, base)?.length !== 0) {
    throw notFound(path, `This runtime takes single-route envelopes only, at '/${base.join('/')}'.`)
  }
  if (request.method !== 'POST') throw wrongMethod(['POST'], request.method)
}

async function readEnvelope(given: ServerRequest, limits: BodyLimits): Promise<unknown> {
  const request = fetchRequestOf(given)
  if (!isJsonContentType(request.headers.get('content-type'))) {
    const message = 'Single-route endpoint expects JSON payloads'
    throw new RuntimeError('unsupported_media_type', message, { error: 'invalid_request' })
  }
  try {
    // The hooks that see this request next may read it or make another of it.
    return await readJson(request.bodyUsed ? request : request.clone(), limits)
  } catch (cause) {
    if (!isRuntimeError(cause) || cause.code !== 'invalid_json') throw cause
    throw new RuntimeError('invalid_json', 'Invalid JSON payload', {
      error: 'invalid_request',
      details: { details: cause.message },
      cause,
    })
  }
}

function toRouted(envelope: unknown): Routed {
  const method = member(envelope, 'method')
  if (!method) throw new RuntimeError('invalid_request', 'Missing method field')
  const row = rows.find(({ name, envelopeBody }) => name === method && envelopeBody !== 'none')
  if (row === undefined) {
    const shown = String(method).slice(0, MAX_SHOWN_METHOD)
    throw new RuntimeError('invalid_request', `Unsupported method '${shown}'`)
  }
  const params = readParams(row, member(envelope, 'params'))
  const body = member(envelope, 'body')
  return {
    kind: 'route',
    match: toRouteMatch(row, params),
    toInner: (request) => toInner(request, row, body),
  }
}

function readParams(row: RouteRow, params: unknown): Record<string, string> {
  return Object.fromEntries(
    paramNames(row.pattern).map((name) => {
      const value = member(params, name)
      if (typeof value === 'string' && value.trim() !== '') return [name, value]
      throw new RuntimeError('invalid_request', `Missing or invalid parameter '${name}'`)
    }),
  )
}

function toInner(given: ServerRequest, row: RouteRow, body: unknown): Request {
  const request = fetchRequestOf(given)
  const missing = body === undefined || body === null
  if (missing && row.envelopeBody === 'required') {
    throw new RuntimeError('invalid_request', 'Missing request body for JSON handler')
  }
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  headers.set('content-type', 'application/json')
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const inner = missing || row.envelopeBody === 'ignored' ? null : text
  return new Request(request.url, { method: 'POST', headers, body: inner, signal: request.signal })
}

/** A member of a JSON value, own members only, `undefined` where there is none. */
function member(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  return isObject ? Reflect.get(value, name) : undefined
}
