/** One row of the list of errors. */
export interface TranscriptionErrorRow {
  /** HTTP status of the answer. */
  readonly status: number
  /** Whether sending the same again may help. */
  readonly retryable: boolean
  /** What the user is told when the thrower says nothing better. */
  readonly message: string
}

/** Every way in which a transcription can fail. The codes are stable; the list is closed. */
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
  request_timeout: { status: 408, retryable: true, message: 'The request body did not arrive in time' },
  client_closed: { status: 499, retryable: false, message: 'The client went away' },
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

/** What a {@link TranscriptionError} carries beside its code and message. */
export interface TranscriptionErrorOptions {
  /** Whether sending the same again may help. @default as the code's row says */
  retryable?: boolean | undefined
  /** Milliseconds after which to try again, where the provider says so. */
  retryAfterMs?: number | undefined
  /** What went wrong underneath. For the log, never for the client. */
  cause?: unknown
}

/**
 * A failed transcription. Its message is shown to the user, so it must never repeat the text of another error;
 * that belongs in `cause`.
 */
export class TranscriptionError extends Error {
  override readonly name: string = 'TranscriptionError'
  /** The stable code. */
  readonly code: TranscriptionErrorCode
  /** HTTP status of the answer, given by the code. */
  readonly status: number
  /** Whether sending the same again may help. */
  readonly retryable: boolean
  /** Milliseconds after which to try again, where the provider says so. */
  readonly retryAfterMs: number | undefined

  /** Without a `message` the error says what the code's row says. */
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

/** True for a {@link TranscriptionError}, also one made by another copy of this package (ESM beside CJS). */
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
