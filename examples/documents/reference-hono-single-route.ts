import { createCopilotEndpointSingleRoute } from '@flightdeck/runtime'
const copilot = createCopilotEndpointSingleRoute({
  runtime,
  basePath: '/api/copilotkit',
})
const app = new Hono()
app.route('/', copilot)
