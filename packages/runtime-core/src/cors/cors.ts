import { withHeaders } from '../http/change-response.ts'
import type { ServerRequest } from '../http/host-request.ts'
import { type CopilotCorsConfig, type CorsSettings, resolveCorsConfig } from './cors-config.ts'

/** Answers preflights and marks responses for one handler. */
export interface Cors {
  /** The answer to an OPTIONS request: 204 unless set, with the headers of the answer if the origin is allowed. */
  preflight(request: ServerRequest): Response
  /**
   * The response with its CORS headers. Makes a new one only if the headers of this one cannot be changed.
   */
  apply(request: ServerRequest, response: Response): Response
  /** Whether an origin is allowed by name, or only because every origin is. */
  accessOf(origin: string): 'named' | 'wildcard' | undefined
  /** Whether a wildcard allows every origin. What a function allows is not known. */
  readonly isOpenToAll: boolean
}

/**
 * Turns the `cors` option into its two uses; `undefined` if the handler shall not deal with CORS.
 * `true` lets pages of every origin call, without cookies.
 *
 * @throws TypeError if the configuration is wrong or unsafe
 */
export function resolveCors(cors: boolean | CopilotCorsConfig | undefined): Cors | undefined {
  if (cors === undefined || cors === false) return undefined
  const settings = resolveCorsConfig(cors === true ? {} : cors)
  if (settings === undefined) return undefined
  return {
    preflight: (request) =>
      new Response(null, { status: settings.preflightStatus, headers: preflightHeaders(settings, request) }),
    apply: (request, response) => withHeaders(response, (headers) => addOrigin(settings, request, headers)),
    accessOf: (origin) => settings.origins.accessOf(origin),
    isOpenToAll: settings.origins.isOpenToAll,
  }
}

function preflightHeaders(settings: CorsSettings, request: ServerRequest): Headers {
  const headers = new Headers()
  addOrigin(settings, request, headers)
  headers.delete('access-control-expose-headers')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('access-control-allow-methods', settings.allowMethods)
  const asked = request.headers.get('access-control-request-headers')
  headers.set('access-control-allow-headers', settings.allowHeaders ?? asked ?? '*')
  if (settings.maxAge !== undefined) headers.set('access-control-max-age', settings.maxAge)
  addVary(headers, 'Access-Control-Request-Headers')
  addVary(headers, 'Access-Control-Request-Method')
  return headers
}

function addOrigin(settings: CorsSettings, request: ServerRequest, headers: Headers): void {
  if (settings.origins.vary) addVary(headers, 'Origin')
  const allowed = settings.origins.allow(request.headers.get('origin'))
  if (allowed === undefined) return
  headers.set('access-control-allow-origin', allowed)
  if (settings.credentials) headers.set('access-control-allow-credentials', 'true')
  if (settings.exposeHeaders !== undefined)
    headers.set('access-control-expose-headers', settings.exposeHeaders)
}

function addVary(headers: Headers, name: string): void {
  const named = (headers.get('vary') ?? '').split(',').map((part) => part.trim().toLowerCase())
  if (!named.includes('*') && !named.includes(name.toLowerCase())) headers.append('vary', name)
}
