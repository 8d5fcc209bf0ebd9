import { CopilotRuntime, loopbackHosts } from '@flightdeck/runtime/v2'
import { createCopilotHonoHandler } from '@flightdeck/runtime/v2/hono'
import { serve } from '@hono/node-server'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const endpoint = createCopilotHonoHandler({
  runtime,
  cors: { origin: 'https://app.example.com' },
  allowedHosts: loopbackHosts,
  basePath: '/api/copilotkit',
})

export const server = serve({
  fetch: endpoint.fetch,
  port: Number(process.env.PORT ?? 4000),
  hostname: '127.0.0.1',
})
