/** One row of {@link transcriptionErrors}. */
export interface TranscriptionErrorRow {
  /** HTTP status of the response. */
  readonly status: number
  /** Whether repeating the same request may succeed. */
  readonly retryable: boolean
  /** The default message, shown to the user. */
  readonly message: string
}

/** All errors of a transcription. The codes are stable and the list is closed. */
export const transcriptionErrors = {
  service_not_configured: {
    status: 503,
    retryable: false,
    message: 'Transcription service is not configured',
  },
  invalid_request: { status: 400, retryable: false, message: 'The request is not valid' },
  invalid_audio_format: { status: 400, retryable: false, message: 'Unsupported audio format' },
  audio_too_long: { status: 400, retryable: false, message: 'Audio file is too long' },
  audio_too_short: { status: 400, retryable: false, message: 'Audio file is too short' },
  audio_too_large: { status: 413, retryable: false, message: 'Audio file is too large' },
  request_timeout: {
    status: 408,
    retryable: true,
    message: 'The request body did not arrive in time (bodyTimeoutMs)',
  },
  client_closed: { status: 499, retryable: false, message: 'The client disconnected' },
  rate_limited: { status: 429, retryable: true, message: 'Rate limited. Please try again later.' },
  auth_failed: {
    status: 401,
    retryable: false,
    message: 'Authentication failed with transcription provider',
  },
  provider_error: { status: 500, retryable: true, message: 'The transcription provider failed' },
  network_error: {
    status: 502,
    retryable: true,
    message: 'The transcription provider could not be reached',
  },
  transcription_timeout: { status: 504, retryable: true, message: 'The transcription took too long' },
} as const

/** A code from the closed list of {@link transcriptionErrors}. */
export type TranscriptionErrorCode = keyof typeof transcriptionErrors

/** Options of {@link TranscriptionError}. */
export interface TranscriptionErrorOptions {
  /** Whether repeating the same request may succeed. @default the value of the code's row */
  retryable?: boolean | undefined
  /** Milliseconds after which to retry, if the provider sent them. */
  retryAfterMs?: number | undefined
  /** The original error. Written to the log and never sent to the client. */
  cause?: unknown
}

/**
 * A failed transcription. Its message is shown to the user. Do not copy the text of another error into it; pass that
 * error as `cause`.
 */
export class TranscriptionError extends Error {
  override readonly name: string = 'TranscriptionError'
  /** The stable code. */
  readonly code: TranscriptionErrorCode
  /** HTTP status of the response, determined by the code. */
  readonly status: number
  /** Whether repeating the same request may succeed. */
  readonly retryable: boolean
  /** Milliseconds after which to retry, if the provider sent them. */
  readonly retryAfterMs: number | undefined

  /** Without a `message`, the message of the code's row is used. */
  constructor(
    code: TranscriptionErrorCode,
    message?: string | undefined,
    options: TranscriptionErrorOptions = {},
  ) {
    const row: TranscriptionErrorRow = transcriptionErrors[code]
    super(message ?? row.message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.status = row.status
    this.retryable = options.retryable ?? row.retryable
    this.retryAfterMs = options.retryAfterMs
  }
}

/** True for a {@link TranscriptionError}, including one created by another copy of this package (ESM and CJS). */
export function isTranscriptionError(error: unknown): error is TranscriptionError {
  if (error instanceof TranscriptionError) return true
  return (
    error instanceof Error &&
    error.name === 'TranscriptionError' &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(transcriptionErrors, error.code)
  )
}
