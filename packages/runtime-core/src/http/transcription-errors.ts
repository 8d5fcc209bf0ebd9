// Tests: `serverConformance` of `@flightdeck/testkit`.
import type { TranscriptionError } from '@flightdeck/transcription'
import { RuntimeError } from './runtime-error.ts'

/** Converts a failed transcription. The body of the response also has `retryable`. */
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
