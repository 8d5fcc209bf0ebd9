import type { NodeRequest } from '../connection/exchange.ts'
import { type ParsedBody, toParsedBody } from './parsed-body.ts'
import { RequestError } from './request-error.ts'
import { toRequestUrl } from './request-url.ts'
import { type BodyOptions, type StreamedBody, streamBody } from './stream-body.ts'

/** Options of {@link toRequest}. */
export interface ToRequestOptions extends BodyOptions {
  /** The `signal` of the request. */
  readonly signal: AbortSignal
  /** Whether to use `x-forwarded-proto` and `x-forwarded-host`. */
  readonly trustProxy: boolean
}

/** A fetch request, and its body if that is read from the socket. */
export interface ConvertedRequest {
  readonly request: Request
  readonly body: StreamedBody | undefined
}

/**
 * Converts a Node request to a fetch `Request`.
 *
 * @throws RequestError `invalid_url`, `body_already_read`, `method_not_supported`
 */
export function toRequest(req: NodeRequest, options: ToRequestOptions): ConvertedRequest {
  const url = toRequestUrl(req, options.trustProxy)
  const method = methodOf(req)
  const parsed = mayHaveBody(req, method) ? toParsedBody(req) : undefined
  const body = parsed === undefined && mayHaveBody(req, method) ? streamBody(req, options) : undefined
  const init: RequestInit = { method, signal: options.signal }
  if (parsed !== undefined) init.body = parsed.bytes
  if (body !== undefined) {
    init.body = body.stream
    init.duplex = 'half'
  }
  const request = construct(url, init)
  copyHeaders(req.rawHeaders, request.headers)
  if (parsed !== undefined) describeBody(request.headers, parsed)
  return { request, body }
}

/** An HTTP/1 request without a length and without chunks has no body. An HTTP/2 request may have one in any case. */
export function mayHaveBody(req: NodeRequest, method: string): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  const length = req.headers['content-length']
  if (length !== undefined) return Number(length) !== 0
  return req.httpVersionMajor >= 2 || req.headers['transfer-encoding'] !== undefined
}

/** Methods for which no fetch `Request` can be created. */
const forbiddenMethods = new Set(['CONNECT', 'TRACE', 'TRACK'])

/**
 * Returns the method of a request.
 *
 * @throws RequestError `method_not_supported` for a method that fetch forbids
 */
export function methodOf({ method = 'GET' }: NodeRequest): string {
  if (!forbiddenMethods.has(method)) return method
  throw new RequestError('method_not_supported', `The method ${method} is not supported`, 501)
}

function construct(url: string, init: RequestInit): Request {
  try {
    return new Request(url, init)
  } catch {
    throw new RequestError('invalid_url', 'The request target or the Host header is malformed')
  }
}

function copyHeaders(rawHeaders: readonly string[], headers: Headers): void {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    // Names with a colon are the pseudo-headers of HTTP/2.
    if (!name.startsWith(':')) headers.append(name, rawHeaders[i + 1] ?? '')
  }
}

/** Removes the headers that described the original bytes: parsers decompress, and serialization changes the length. */
function describeBody(headers: Headers, { contentType }: ParsedBody): void {
  headers.delete('content-length')
  headers.delete('content-encoding')
  headers.delete('transfer-encoding')
  if (contentType !== undefined) headers.set('content-type', contentType)
}
