import { CopilotRuntime, createCopilotRuntimeHandler, BuiltInAgent } from '@flightdeck/runtime/v2'
// Configure the runtime with your agent(s)
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
// Create a Fetch handler with multi-route endpoints (GET /info, POST /agent/:id/run, etc.)
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: true,
})
// Bun natively supports Fetch handlers
Bun.serve({ fetch: handler, port: 4000 })
