import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })

const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: { origin: 'https://app.example.com' },
})

// Bun.serve({ fetch: handler, port: 4000 }) · Deno.serve({ port: 4000 }, handler)
export default { fetch: handler }
