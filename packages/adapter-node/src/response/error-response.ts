// Tests: `write-response.test.ts`.
import type { Writable } from 'node:stream'
import { isHttp2, type NodeResponse } from '../connection/exchange.ts'

/** An error that this package responds with. Every member is sent to the client. */
export interface ErrorResponse {
  /** HTTP status. */
  readonly status: number
  /** The `error` member of the body. */
  readonly error: string
  /** The stable code, also a member of the body. */
  readonly code: string
  /** A description for the reader of the body. */
  readonly message: string
}

/** Sent when the handler failed. It does not describe the failure. */
export const internalError: ErrorResponse = {
  status: 500,
  error: 'internal_error',
  code: 'internal_error',
  message: 'Internal server error',
}

/** Sent when the request body stopped arriving. */
export const requestTimeout: ErrorResponse = {
  status: 408,
  error: 'Request timeout',
  code: 'request_timeout',
  message: 'The request body did not arrive in time (bodyTimeoutMs)',
}

/** Closes the connection after this response. An HTTP/2 connection stays open for its other streams. */
export function closeAfter(res: NodeResponse): void {
  if (!isHttp2(res) && !res.headersSent) res.setHeader('connection', 'close')
}

/** Sends an {@link ErrorResponse} as JSON. With `close`, the connection (on HTTP/2: the stream) is closed after it. */
export function sendErrorResponse(
  res: NodeResponse,
  { status, error, code, message }: ErrorResponse,
  close = false,
): void {
  const body = JSON.stringify({ error, code, message })
  // A failed response may have set an encoding that does not apply to this body.
  res.removeHeader('content-encoding')
  res.statusCode = status
  res.setHeader('content-type', 'application/json')
  res.setHeader('content-length', Buffer.byteLength(body))
  res.setHeader('cache-control', 'no-store')
  if (!isHttp2(res)) res.statusMessage = ''
  if (close) closeAfter(res)
  const out: Writable = res
  out.end(body, () => {
    if (close && isHttp2(res)) res.stream.close()
  })
}
