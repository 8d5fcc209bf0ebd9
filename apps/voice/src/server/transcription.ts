import type { TranscriptionService } from '@flightdeck/runtime-core'
import { TranscriptionServiceOpenAI } from '@flightdeck/voice-openai'
import { TranscriptionServiceWhisperHttp } from '@flightdeck/voice-whisper-http'
import OpenAI from 'openai'
import { describeRecording, startImitatedProvider } from '../provider/imitated-provider.ts'
import type { Listener } from './settings.ts'

/** The service for the microphone, and who stands behind it. */
export interface Transcription {
  service: TranscriptionService
  /** For people. */
  listener: string
}

/** Makes the service that the settings ask for. */
export async function createTranscription(listener: Listener): Promise<Transcription> {
  switch (listener.kind) {
    case 'whisper': {
      const { url, model } = listener
      return { service: new TranscriptionServiceWhisperHttp({ url, model, language: 'auto' }), listener: url }
    }
    case 'openai': {
      const openai = new OpenAI({ apiKey: listener.apiKey, baseURL: listener.baseUrl })
      return {
        service: new TranscriptionServiceOpenAI({ openai, model: listener.model }),
        listener: openai.baseURL,
      }
    }
    case 'imitated': {
      const { url } = await startImitatedProvider(describeRecording)
      const openai = new OpenAI({ apiKey: 'none', baseURL: url })
      return {
        service: new TranscriptionServiceOpenAI({ openai }),
        listener: 'an imitation, for want of a key',
      }
    }
  }
}
