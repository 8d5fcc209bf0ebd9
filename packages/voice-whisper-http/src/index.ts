export {
  TranscriptionServiceWhisperHttp,
  type TranscriptionServiceWhisperHttpOptions,
} from './transcription-service-whisper-http.ts'
