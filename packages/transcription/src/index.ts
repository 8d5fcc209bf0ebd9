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
export { ChunkJoiner, joinChunks } from './upload/chunk-joiner.ts'
export { readAudioJson } from './upload/read-audio-json.ts'
export { readAudioUpload } from './upload/read-audio-upload.ts'
export { type BodyLimit, readChunks, toReadFailure, type UploadRequest } from './upload/read-chunks.ts'
export {
  DEFAULT_MAX_BYTES,
  isMostlyStrings,
  maxJsonBytes,
  recordingTooLarge,
  type UploadLimits,
} from './upload/upload-limits.ts'
