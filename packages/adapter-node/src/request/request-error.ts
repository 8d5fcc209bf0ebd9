// Tests: `to-request.test.ts` and `stream-body.test.ts`.
/** A request that cannot be passed to the handler. The client receives its status, code and message. */
export class RequestError extends Error {
  override readonly name: string = 'RequestError'
  /** HTTP status of the response. */
  readonly status: number
  /** The `error` member of the response body. */
  readonly error: string = 'invalid_request'
  /** The stable code. */
  readonly code: string

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}
