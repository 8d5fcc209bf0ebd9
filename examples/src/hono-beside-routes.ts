import { CopilotRuntime } from '@flightdeck/runtime/v2'
import { createCopilotHonoHandler } from '@flightdeck/runtime/v2/hono'
import { Hono } from 'hono'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const app = new Hono()

app.get('/', (c) => c.json({ status: 'ok' }))
app.get('/health', (c) => c.json({ status: 'healthy' }))
app.route(
  '/',
  createCopilotHonoHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example.com', credentials: true },
  }),
)

export default app
