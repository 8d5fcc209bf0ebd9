import type { TranscriptionError } from '@flightdeck/transcription'
import { RuntimeError } from './runtime-error.ts'

/** The answer to a transcription that failed: its body has `retryable` beside `error`, `message` and `code`. */
export function fromTranscriptionError(failure: TranscriptionError): RuntimeError {
  const { code, message, retryable, retryAfterMs } = failure
  return new RuntimeError(code, message, {
    error: code,
    details: { retryable },
    headers:
      retryAfterMs === undefined ? undefined : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) },
    cause: failure.cause ?? failure,
  })
}
