export type { OpenAITranscriptionClient, OpenAITranscriptionRequest } from './openai-client.ts'
export {
  TranscriptionServiceOpenAI,
  type TranscriptionServiceOpenAIOptions,
} from './transcription-service-openai.ts'
