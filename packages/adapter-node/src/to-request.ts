import { Refusal } from './answer.ts'
import type { NodeRequest } from './exchange.ts'
import { type NodeBody, type NodeBodyOptions, streamNodeBody } from './node-body.ts'
import { type ParsedBody, toParsedBody } from './parsed-body.ts'
import { toRequestUrl } from './request-url.ts'

/** What {@link toRequest} needs beside the request itself. */
export interface ToRequestOptions extends NodeBodyOptions {
  /** Becomes the signal of the request. */
  readonly signal: AbortSignal
  /** Whether `x-forwarded-proto` and `x-forwarded-host` are believed. */
  readonly trustProxy: boolean
}

/** A fetch request, and its body where that is still to come from the socket. */
export interface ConvertedRequest {
  readonly request: Request
  readonly body: NodeBody | undefined
}

/**
 * Turns a Node request into a fetch `Request`.
 *
 * @throws Refusal `invalid_url`, `body_already_read`, `method_not_supported`
 */
export function toRequest(req: NodeRequest, options: ToRequestOptions): ConvertedRequest {
  const url = toRequestUrl(req, options.trustProxy)
  const method = req.method ?? 'GET'
  const parsed = mayHaveBody(req, method) ? toParsedBody(req) : undefined
  const body = parsed === undefined && mayHaveBody(req, method) ? streamNodeBody(req, options) : undefined
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

/** Without a length and without chunks an HTTP/1 request has no body; on HTTP/2 only its end tells. */
export function mayHaveBody(req: NodeRequest, method: string): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  const length = req.headers['content-length']
  if (length !== undefined) return Number(length) !== 0
  return req.httpVersionMajor >= 2 || req.headers['transfer-encoding'] !== undefined
}

function construct(url: string, init: RequestInit): Request {
  try {
    return new Request(url, init)
  } catch {
    if (!URL.canParse(url))
      throw new Refusal('invalid_url', 'The request target or the Host header is malformed')
    // What is left are the methods that fetch forbids, such as TRACE.
    throw new Refusal('method_not_supported', 'This method is not supported', 501)
  }
}

function copyHeaders(rawHeaders: readonly string[], headers: Headers): void {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    // HTTP/2 sends the request line as headers that begin with a colon.
    if (!name.startsWith(':')) headers.append(name, rawHeaders[i + 1] ?? '')
  }
}

/** Parsers decode what was compressed, and the bytes written again need not be as many as those that came. */
function describeBody(headers: Headers, { contentType }: ParsedBody): void {
  headers.delete('content-length')
  headers.delete('content-encoding')
  headers.delete('transfer-encoding')
  if (contentType !== undefined) headers.set('content-type', contentType)
}
