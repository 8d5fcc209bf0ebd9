import {
  BuiltInAgent,
  CopilotRuntime,
  convertInputToTanStackAI,
  createCopilotRuntimeHandler,
} from '@flightdeck/runtime/v2'
import { chat } from '@tanstack/ai'
import { createOpenaiChat } from '@tanstack/ai-openai'

interface Env {
  OPENAI_API_KEY: string
}

type Handler = (request: Request) => Promise<Response>
let handler: Handler | undefined

function getHandler(env: Env): Handler {
  if (handler) return handler
  const agent = new BuiltInAgent({
    type: 'tanstack',
    factory: ({ input, abortController }) => {
      const { messages, systemPrompts } = convertInputToTanStackAI(input)
      const adapter = createOpenaiChat('gpt-4o', env.OPENAI_API_KEY)
      return chat({ adapter, messages, systemPrompts, abortController })
    },
  })
  const runtime = new CopilotRuntime({ agents: { default: agent } })
  handler = createCopilotRuntimeHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example.com' },
  })
  return handler
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    return getHandler(env)(request)
  },
}
