import { CopilotRuntime, createCopilotRuntimeHandler, BuiltInAgent } from '@flightdeck/runtime/v2'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: true,
})
// Deno.serve natively accepts a Fetch handler
Deno.serve({ port: 4000 }, handler)
