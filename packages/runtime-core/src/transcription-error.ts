import type { ErrorCode } from './error-codes.ts'
import { RuntimeError } from './runtime-error.ts'

const RETRYABLE: readonly ErrorCode[] = ['rate_limited', 'provider_error', 'network_error']
const PROVIDER_CODES = [
  'audio_too_long',
  'audio_too_short',
  'invalid_audio_format',
  'rate_limited',
  'auth_failed',
  'network_error',
] as const satisfies readonly ErrorCode[]
const NETWORK_CODES = /^(E(CONN|HOST|NET|AI_|TIMEDOUT|PIPE)|ENOTFOUND|UND_ERR_)/

/** An error of the transcription route: its body has `retryable` beside `error` and `message`. */
export function transcriptionError(code: ErrorCode, message?: string, cause?: unknown): RuntimeError {
  return new RuntimeError(code, message, { details: { retryable: RETRYABLE.includes(code) }, cause })
}

/**
 * What a failure of the provider means to the client. Judged by the fields `status` and `code`, also of its
 * cause.
 */
export function toTranscriptionError(error: unknown): RuntimeError {
  const code = codeOf(error) ?? codeOf(field(error, 'cause')) ?? 'provider_error'
  return transcriptionError(code, undefined, error)
}

function codeOf(error: unknown): ErrorCode | undefined {
  const code = field(error, 'code')
  const documented = PROVIDER_CODES.find((each) => each === code)
  if (documented !== undefined) return documented
  switch (field(error, 'status')) {
    case 429:
      return 'rate_limited'
    case 401:
    case 403:
      return 'auth_failed'
    case 413:
      return 'audio_too_long'
    case 415:
      return 'invalid_audio_format'
  }
  return typeof code === 'string' && NETWORK_CODES.test(code) ? 'network_error' : undefined
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
