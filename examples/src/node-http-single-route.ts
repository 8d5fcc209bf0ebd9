import { createServer } from 'node:http'
import { CopilotRuntime, loopbackHosts } from '@flightdeck/runtime/v2'
import { createCopilotNodeListener } from '@flightdeck/runtime/v2/node'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })

const listener = createCopilotNodeListener({
  runtime,
  basePath: '/api/copilotkit',
  mode: 'single-route',
  cors: { origin: 'https://app.example.com' },
  allowedHosts: loopbackHosts,
})

export const server = createServer(listener).listen(Number(process.env.PORT ?? 4000), '127.0.0.1')
