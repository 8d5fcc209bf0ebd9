import { CopilotRuntime, createCopilotEndpoint, createCopilotEndpointSingleRoute } from '@flightdeck/runtime'
import { Hono } from 'hono'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const app = new Hono()

app.route(
  '/',
  createCopilotEndpoint({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example.com' },
  }),
)
app.route(
  '/',
  createCopilotEndpointSingleRoute({
    runtime,
    basePath: '/api/single',
    cors: { origin: 'https://app.example.com' },
  }),
)

export default app
