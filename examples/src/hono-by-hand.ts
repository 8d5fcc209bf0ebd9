import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { Hono } from 'hono'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' })
const app = new Hono()

app.all('/api/copilotkit/*', (c) => handler(c.req.raw))

export default app
