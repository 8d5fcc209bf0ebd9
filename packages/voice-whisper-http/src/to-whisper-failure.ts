import { TranscriptionError, toTranscriptionError } from '@flightdeck/transcription'
import { WhisperServerError } from './read-whisper-response.ts'

/** Converts the error of a request. If the signal is aborted its reason is returned instead. */
export function toFailure(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason
  const failure = toTranscriptionError(error)
  // Some runtimes, such as Workers, throw fetch errors without a code. Any other failure is one of the network.
  const isNetworkError =
    failure !== error && failure.code === 'provider_error' && !(error instanceof WhisperServerError)
  return isNetworkError ? new TranscriptionError('network_error', undefined, { cause: error }) : failure
}
