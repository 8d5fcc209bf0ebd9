import {
  type ErrorBody,
  type ErrorCode,
  type ErrorCodeRow,
  errorCodes,
  isErrorCode,
} from '@flightdeck/protocol'

/** What a {@link RuntimeError} has besides its code and message. */
export interface RuntimeErrorOptions {
  /** The `error` text of the body. @default the text of the code's row */
  error?: string | undefined
  /** More members of the body, such as the `runId` of the run in progress. Sent to the client. */
  details?: Readonly<Record<string, unknown>> | undefined
  /** Headers of the response, such as `allow`. */
  headers?: Readonly<Record<string, string>> | undefined
  /** The underlying error. For the log and the `onError` hook; never sent. */
  cause?: unknown
}

/**
 * A failure with a code from the closed list. Its message, its details and its `error` text are sent to the
 * client, so they must not repeat the message of another error. Pass that error as `cause`.
 */
export class RuntimeError extends Error {
  override readonly name: string = 'RuntimeError'
  /** The stable code, also a member of the body. */
  readonly code: ErrorCode
  /** HTTP status of the response, determined by the code. */
  readonly status: number
  /** The `error` text of the body. */
  readonly error: string
  /** More members of the body. */
  readonly details: Readonly<Record<string, unknown>> | undefined
  /** Headers of the response. */
  readonly headers: Readonly<Record<string, string>> | undefined

  constructor(code: ErrorCode, message?: string | undefined, options: RuntimeErrorOptions = {}) {
    const row: ErrorCodeRow = errorCodes[code]
    super(message ?? row.message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.status = row.status
    this.error = options.error ?? row.error
    this.details = options.details
    this.headers = options.headers
  }
}

/** True for a {@link RuntimeError}, also one made by another copy of this package (ESM beside CJS). */
export function isRuntimeError(error: unknown): error is RuntimeError {
  if (error instanceof RuntimeError) return true
  return error instanceof Error && error.name === 'RuntimeError' && 'code' in error && isErrorCode(error.code)
}

/**
 * Returns the response for `error`: `{ error, message, code, ...details }` as JSON. Anything but a {@link RuntimeError}
 * becomes `internal_error`, so that messages of other errors are not sent.
 */
export function errorResponse(error: unknown): Response {
  const {
    status,
    error: title,
    message,
    code,
    details,
    headers,
  } = isRuntimeError(error) ? error : new RuntimeError('internal_error')
  return Response.json(
    { error: title, message, code, ...details } satisfies ErrorBody,
    // Without this a cache may store a 404 or a 405 heuristically.
    { status, headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers } },
  )
}
