import { TranscriptionError, toTranscriptionError } from '@flightdeck/transcription'
import { field } from './field.ts'
import type { OpenAITranscriptionClient } from './openai-client.ts'

/** True if the provider rejected the recording or the request, as opposed to the key or the rate. */
export function isBadRequest(error: unknown): boolean {
  const status = field(error, 'status')
  return status === 400 || status === 415
}

/**
 * Converts an error of the SDK, by its status, its code, the field it names and its class. If the signal is aborted its
 * reason is returned instead.
 */
export function toFailure(
  openai: OpenAITranscriptionClient,
  error: unknown,
  signal: AbortSignal | undefined,
): unknown {
  if (signal?.aborted) return signal.reason
  if (isSdkError(openai, 'APIConnectionTimeoutError', error)) {
    return new TranscriptionError('transcription_timeout', undefined, { cause: error })
  }
  const failure = toTranscriptionError(error)
  if (failure.code !== 'provider_error') return failure
  if (isSdkError(openai, 'APIConnectionError', error)) {
    return new TranscriptionError('network_error', undefined, { cause: error })
  }
  if (isAboutTheFile(error)) {
    return new TranscriptionError('invalid_audio_format', 'The recording could not be read', { cause: error })
  }
  return failure
}

function isAboutTheFile(error: unknown): boolean {
  return (
    isBadRequest(error) && (field(error, 'param') === 'file' || field(error, 'code') === 'unsupported_format')
  )
}

// The client's class has the error classes of its own copy of the package as static members.
function isSdkError(openai: OpenAITranscriptionClient, name: string, error: unknown): boolean {
  const type: unknown = Reflect.get(openai.constructor, name)
  return typeof type === 'function' && error instanceof type
}
