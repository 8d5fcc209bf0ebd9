import { serve } from '@hono/node-server'
import { CopilotRuntime, BuiltInAgent } from '@flightdeck/runtime/v2'
import { createCopilotHonoHandler } from '@flightdeck/runtime/v2/hono'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
// Single-route: one POST endpoint that dispatches via JSON envelope
const endpoint = createCopilotHonoHandler({
  runtime,
  basePath: '/api/copilotkit',
  mode: 'single-route',
})
serve({ fetch: endpoint.fetch, port: 4000 }, () => {
  console.log('Listening at http://localhost:4000/api/copilotkit')
})
