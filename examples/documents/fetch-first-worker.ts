// worker.ts
import {
  CopilotRuntime,
  createCopilotRuntimeHandler,
  BuiltInAgent,
  convertInputToTanStackAI,
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
  const runtime = new CopilotRuntime({
    agents: {
      default: new BuiltInAgent({
        type: 'tanstack',
        factory: ({ input, abortController }) => {
          const { messages, systemPrompts } = convertInputToTanStackAI(input)
          return chat({
            adapter: createOpenaiChat('gpt-4o', env.OPENAI_API_KEY),
            messages,
            systemPrompts,
            abortController,
          })
        },
      }),
    },
  })
  handler = createCopilotRuntimeHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: true,
  })
  return handler
}

export default {
  fetch(request: Request, env: Env) {
    return getHandler(env)(request)
  },
}
