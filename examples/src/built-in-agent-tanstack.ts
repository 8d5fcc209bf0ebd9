import {
  BuiltInAgent,
  CopilotRuntime,
  convertInputToTanStackAI,
  createCopilotRuntimeHandler,
} from '@flightdeck/runtime/v2'
import { chat } from '@tanstack/ai'
import { openaiText } from '@tanstack/ai-openai'

const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({
      type: 'tanstack',
      factory: ({ input, abortController }) => {
        const { messages, systemPrompts } = convertInputToTanStackAI(input)
        return chat({ adapter: openaiText('gpt-4o'), messages, systemPrompts, abortController })
      },
    }),
  },
})

export default {
  fetch: createCopilotRuntimeHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example.com' },
  }),
}
