export { type CallOptions, DEFAULT_TIMEOUT_MS } from './call-watch.ts'
export { ChunkJoiner, joinChunks } from './chunk-joiner.ts'
export { readAudioJson } from './read-audio-json.ts'
export { readAudioUpload } from './read-audio-upload.ts'
export { type BodyLimit, readChunks, toReadFailure, type UploadRequest } from './read-chunks.ts'
export { toTranscriptionError } from './to-transcription-error.ts'
export { openTranscript, type Transcript, type TranscriptStep, transcribeRecording } from './transcript.ts'
export {
  isTranscriptionError,
  TranscriptionError,
  type TranscriptionErrorCode,
  type TranscriptionErrorOptions,
  type TranscriptionErrorRow,
  transcriptionErrors,
} from './transcription-error.ts'
export { type TranscribeFileOptions, TranscriptionService } from './transcription-service.ts'
export {
  DEFAULT_MAX_BYTES,
  isMostlyStrings,
  maxJsonBytes,
  recordingTooLarge,
  type UploadLimits,
} from './upload-limits.ts'
