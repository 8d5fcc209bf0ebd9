// app/api/copilotkit/[...slug]/route.ts
import {
  CopilotRuntime,
  createCopilotRuntimeHandler,
  BuiltInAgent,
  convertInputToTanStackAI,
} from '@flightdeck/runtime/v2'
import { chat } from '@tanstack/ai'
import { openaiText } from '@tanstack/ai-openai'

const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({
      type: 'tanstack',
      factory: ({ input, abortController }) => {
        const { messages, systemPrompts } = convertInputToTanStackAI(input)
        return chat({
          adapter: openaiText('gpt-4o'),
          messages,
          systemPrompts,
          abortController,
        })
      },
    }),
  },
})

const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
})

export const GET = handler
export const POST = handler
export const OPTIONS = handler
