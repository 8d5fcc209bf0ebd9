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

export const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: true,
})

// Bun / Deno / Vercel Edge:
//   Bun.serve({ fetch: handler });
//   Deno.serve(handler);
// Cloudflare Workers:
//   export default { fetch: handler };
