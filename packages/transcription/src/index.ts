export { type SentAudio, toRecording } from './audio/to-recording.ts'
export { toTranscriptionError } from './errors/to-transcription-error.ts'
export {
  isTranscriptionError,
  TranscriptionError,
  type TranscriptionErrorCode,
  type TranscriptionErrorOptions,
  type TranscriptionErrorRow,
  transcriptionErrors,
} from './errors/transcription-error.ts'
export {
  openTranscript,
  type Transcript,
  type TranscriptStep,
  transcribeRecording,
} from './service/transcript.ts'
export { type CallOptions, DEFAULT_TIMEOUT_MS } from './service/transcription-call.ts'
export { type TranscribeFileOptions, TranscriptionService } from './service/transcription-service.ts'
