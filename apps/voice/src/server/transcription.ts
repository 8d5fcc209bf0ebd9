import type { TranscriptionService } from '@flightdeck/runtime-core'
import { TranscriptionServiceOpenAI } from '@flightdeck/voice-openai'
import { TranscriptionServiceWhisperHttp } from '@flightdeck/voice-whisper-http'
import OpenAI from 'openai'
import { describeRecording, startMockProvider } from '../provider/mock-provider.ts'
import type { TranscriptionSettings } from './settings.ts'

/** A transcription service and its description. */
export interface Transcription {
  service: TranscriptionService
  /** What listens to the recordings, for the terminal and the page. */
  description: string
}

/** Creates the service for the settings. */
export async function createTranscription(settings: TranscriptionSettings): Promise<Transcription> {
  switch (settings.kind) {
    case 'whisper': {
      const { url, model } = settings
      return {
        service: new TranscriptionServiceWhisperHttp({ url, model, language: 'auto' }),
        description: `the Whisper server at ${url}`,
      }
    }
    case 'openai': {
      const openai = new OpenAI({ apiKey: settings.apiKey, baseURL: settings.baseUrl })
      return {
        service: new TranscriptionServiceOpenAI({ openai, model: settings.model }),
        description: `OpenAI’s API at ${openai.baseURL}`,
      }
    }
    case 'mock': {
      const { url } = await startMockProvider(describeRecording)
      const openai = new OpenAI({ apiKey: 'none', baseURL: url })
      return {
        service: new TranscriptionServiceOpenAI({ openai }),
        description: 'a mock that only measures the recording (set OPENAI_API_KEY to use OpenAI)',
      }
    }
  }
}
