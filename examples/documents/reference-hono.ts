import { createCopilotEndpoint } from '@flightdeck/runtime'
const copilot = createCopilotEndpoint({ runtime, basePath: '/api/copilotkit' })
const app = new Hono()
app.route('/', copilot)
