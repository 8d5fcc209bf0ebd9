import { CopilotRuntime, createCopilotRuntimeHandler, BuiltInAgent } from '@flightdeck/runtime/v2'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
// Single-route mode: one POST endpoint that dispatches via JSON envelope
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  mode: 'single-route',
  cors: true,
})
Deno.serve({ port: 4000 }, handler)
