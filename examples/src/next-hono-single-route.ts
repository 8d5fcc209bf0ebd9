// app/api/copilotkit/route.ts
import { CopilotRuntime, createCopilotEndpointSingleRoute } from '@flightdeck/runtime'
import { handle } from 'hono/vercel'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const app = createCopilotEndpointSingleRoute({
  runtime,
  cors: { origin: 'https://app.example.com' },
  basePath: '/api/copilotkit',
})

export const POST: (request: Request) => Response | Promise<Response> = handle(app)
