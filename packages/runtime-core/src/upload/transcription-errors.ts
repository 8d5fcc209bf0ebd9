// Tests: `transcribe/transcribe.test.ts` and `serverConformance` of `@flightdeck/testkit`.
import { TranscriptionError } from '@flightdeck/transcription'
import { isRuntimeError, RuntimeError } from '../http/runtime-error.ts'

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

/** Converts the failure to read a body to one of the transcription that needs the body. Other errors stay. */
export function toUploadFailure(error: unknown): unknown {
  if (!isRuntimeError(error)) return error
  const { code, message, cause } = error
  const known = code === 'client_closed' || code === 'request_timeout' || code === 'invalid_request'
  return known ? new TranscriptionError(code, message, { cause }) : error
}
