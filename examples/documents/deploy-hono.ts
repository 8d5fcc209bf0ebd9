import { serve } from '@hono/node-server'
import { CopilotRuntime, BuiltInAgent } from '@flightdeck/runtime/v2'
import { createCopilotHonoHandler } from '@flightdeck/runtime/v2/hono'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
// Returns a Hono app with CopilotKit routes mounted at basePath
const endpoint = createCopilotHonoHandler({
  runtime,
  basePath: '/api/copilotkit',
})
// Serve the Hono app directly
serve({ fetch: endpoint.fetch, port: 4000 }, () => {
  console.log('Listening at http://localhost:4000/api/copilotkit')
})
