import type { Writable } from 'node:stream'
import { isHttp2, type NodeResponse } from './exchange.ts'

/** An answer that this package gives by itself. All of it is sent to the client. */
export interface Answer {
  /** HTTP status. */
  readonly status: number
  /** The `error` text of the body. */
  readonly error: string
  /** The stable code, also a key of the body. */
  readonly code: string
  /** What went wrong, for whoever reads the body. */
  readonly message: string
}

/** The answer to a request whose handler failed. It says nothing of the failure. */
export const internalError: Answer = {
  status: 500,
  error: 'internal_error',
  code: 'internal_error',
  message: 'Internal server error',
}

/** The answer to a request whose body stopped arriving. */
export const requestTimeout: Answer = {
  status: 408,
  error: 'Request timeout',
  code: 'request_timeout',
  message: 'The request body did not arrive in time',
}

/** A request that cannot be handed on. It is answered with 400, or the status given. */
export class Refusal extends Error implements Answer {
  override readonly name: string = 'Refusal'
  readonly status: number
  readonly error: string = 'invalid_request'
  readonly code: string

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** Ends the connection with this response. An HTTP/2 connection stays, for its other streams. */
export function closeAfter(res: NodeResponse): void {
  if (!isHttp2(res) && !res.headersSent) res.setHeader('connection', 'close')
}

/** Sends an {@link Answer} as JSON. With `close`, the connection (on HTTP/2: the stream) ends with it. */
export function sendAnswer(res: NodeResponse, { status, error, code, message }: Answer, close = false): void {
  const body = JSON.stringify({ error, code, message })
  // What a failed response set before may not fit this body.
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
