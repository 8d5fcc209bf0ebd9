import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime'
import { TranscriptionServiceOpenAI } from '@flightdeck/voice-openai'
import OpenAI from 'openai'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({
  agents: { default: greeter() },
  transcriptionService: new TranscriptionServiceOpenAI({
    openai: new OpenAI({ apiKey: process.env.OPENAI_API_KEY }),
  }),
})

export default { fetch: createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' }) }
