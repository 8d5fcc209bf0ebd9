import { CopilotRuntime } from '@flightdeck/runtime'
import { TranscriptionServiceOpenAI } from '@flightdeck/voice-openai'
import OpenAI from 'openai'
const runtime = new CopilotRuntime({
  agents: { default: yourAgent },
  transcriptionService: new TranscriptionServiceOpenAI({
    openai: new OpenAI({ apiKey: process.env.OPENAI_API_KEY }),
  }),
})
