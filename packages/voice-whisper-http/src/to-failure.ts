import { TranscriptionError, toTranscriptionError } from '@flightdeck/transcription'
import { WhisperServerError } from './read-answer.ts'

/** What a failed request means. The reason of the signal goes first: whoever gave up knows why. */
export function toFailure(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason
  const failure = toTranscriptionError(error)
  // Where fetch gives no code, as at the edge, all that is left to fail is the way there and back.
  const isOnTheWay =
    failure !== error && failure.code === 'provider_error' && !(error instanceof WhisperServerError)
  return isOnTheWay ? new TranscriptionError('network_error', undefined, { cause: error }) : failure
}
