import {
  isTranscriptionError,
  TranscriptionError,
  type TranscriptionErrorCode,
} from './transcription-error.ts'

/** Codes that have the same meaning in a provider's error. */
const SHARED_CODES = [
  'invalid_audio_format',
  'audio_too_long',
  'audio_too_short',
  'audio_too_large',
  'rate_limited',
  'auth_failed',
  'network_error',
  'transcription_timeout',
] as const satisfies readonly TranscriptionErrorCode[]

const STATUSES: Readonly<Record<number, TranscriptionErrorCode>> = {
  401: 'auth_failed',
  403: 'auth_failed',
  408: 'transcription_timeout',
  413: 'audio_too_large',
  415: 'invalid_audio_format',
  429: 'rate_limited',
  504: 'transcription_timeout',
}

const TIMEOUT_CODES = /^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/
const NETWORK_CODES = /^(E(CONN|HOST|NET|AI_|PIPE|PROTO)|ENOTFOUND|UND_ERR_|CERT_|ERR_TLS_|DEPTH_ZERO_)/
const MAX_CAUSES = 5

/**
 * Converts an error of a provider to a `TranscriptionError`, by the fields `code`, `status` and `name` of the error and
 * of its causes. Message texts are ignored. A `TranscriptionError` is returned as it is; an unknown error becomes a
 * `provider_error`. The original error is the `cause`.
 */
export function toTranscriptionError(error: unknown): TranscriptionError {
  if (isTranscriptionError(error)) return error
  let link = error
  for (let depth = 0; depth <= MAX_CAUSES && link !== undefined; depth++) {
    const known = judge(link, error)
    if (known !== undefined) return known
    link = field(link, 'cause')
  }
  return new TranscriptionError('provider_error', undefined, { cause: error })
}

function judge(link: unknown, cause: unknown): TranscriptionError | undefined {
  if (isTranscriptionError(link)) return link
  const code = field(link, 'code')
  const shared = SHARED_CODES.find((each) => each === code)
  if (shared !== undefined) return new TranscriptionError(shared, undefined, { cause })
  const status = statusOf(link)
  if (status !== undefined) return ofStatus(status, link, cause)
  if (field(link, 'name') === 'TimeoutError' || matches(TIMEOUT_CODES, code)) {
    return new TranscriptionError('transcription_timeout', undefined, { cause })
  }
  if (matches(NETWORK_CODES, code)) return new TranscriptionError('network_error', undefined, { cause })
  return undefined
}

function ofStatus(status: number, link: unknown, cause: unknown): TranscriptionError {
  const code = STATUSES[status]
  // Any other 4xx would be the same if the request were repeated.
  if (code === undefined) {
    return new TranscriptionError('provider_error', undefined, { cause, retryable: status >= 500 })
  }
  if (code !== 'rate_limited') return new TranscriptionError(code, undefined, { cause })
  const isQuotaExhausted = field(link, 'code') === 'insufficient_quota'
  return new TranscriptionError(code, undefined, {
    cause,
    retryable: !isQuotaExhausted,
    retryAfterMs: isQuotaExhausted ? undefined : retryAfterMs(field(link, 'headers')),
  })
}

function statusOf(link: unknown): number | undefined {
  const status = [field(link, 'status'), field(link, 'statusCode')].find((each) => typeof each === 'number')
  return typeof status === 'number' && status >= 400 && status < 600 ? status : undefined
}

/** Reads the header `retry-after` (seconds or a date) or `retry-after-ms`, which some providers send. */
function retryAfterMs(headers: unknown): number | undefined {
  const millis = Number(header(headers, 'retry-after-ms') ?? Number.NaN)
  if (millis >= 0) return millis
  const value = header(headers, 'retry-after')
  if (value === undefined) return undefined
  const waited = Number.isNaN(Number(value)) ? Date.parse(value) - Date.now() : Number(value) * 1000
  return Number.isFinite(waited) ? Math.max(0, waited) : undefined
}

function header(headers: unknown, name: string): string | undefined {
  const get = field(headers, 'get')
  const value: unknown = typeof get === 'function' ? get.call(headers, name) : field(headers, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function matches(pattern: RegExp, code: unknown): boolean {
  return typeof code === 'string' && pattern.test(code)
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
