// app/api/copilotkit/[[...slug]]/route.ts
import { CopilotRuntime, createCopilotEndpoint, InMemoryAgentRunner } from '@flightdeck/runtime'
import { handle } from 'hono/vercel'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() }, runner: new InMemoryAgentRunner() })
const app = createCopilotEndpoint({
  runtime,
  cors: { origin: 'https://app.example.com' },
  basePath: '/api/copilotkit',
})

export const GET: (request: Request) => Response | Promise<Response> = handle(app)
export const POST: (request: Request) => Response | Promise<Response> = handle(app)
