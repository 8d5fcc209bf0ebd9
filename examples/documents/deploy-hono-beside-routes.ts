import { Hono } from 'hono'
import { serve } from '@hono/node-server'
import { CopilotRuntime, BuiltInAgent } from '@flightdeck/runtime/v2'
import { createCopilotHonoHandler } from '@flightdeck/runtime/v2/hono'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
const app = new Hono()
// Your existing routes
app.get('/', (c) => c.json({ status: 'ok' }))
app.get('/health', (c) => c.json({ status: 'healthy' }))
// Mount CopilotKit as a sub-app via app.route()
app.route('/', createCopilotHonoHandler({ runtime, basePath: '/api/copilotkit' }))
serve({ fetch: app.fetch, port: 4000 }, () => {
  console.log('Listening at http://localhost:4000')
})
