import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

interface Env {
  GREETING: string
}

type Handler = (request: Request) => Promise<Response>
let handler: Handler | undefined

// A Worker gets its API keys with the first request: create the runtime then, and keep it.
function getHandler(env: Env): Handler {
  if (handler) return handler
  const runtime = new CopilotRuntime({ agents: { default: greeter(env.GREETING) } })
  handler = createCopilotRuntimeHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example.com' },
  })
  return handler
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    return getHandler(env)(request)
  },
}
