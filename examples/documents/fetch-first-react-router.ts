// app/routes/api.copilotkit.$.tsx
import type { Route } from './+types/api.copilotkit.$'
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

export async function loader({ request }: Route.LoaderArgs) {
  return handler(request)
}
export async function action({ request }: Route.ActionArgs) {
  return handler(request)
}
