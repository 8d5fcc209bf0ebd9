import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

interface Env {
  GREETING: string
}

type Handler = (request: Request) => Promise<Response>
let handler: Handler | undefined

// A Worker learns of its keys with the first request: the runtime is made then, and kept.
function getHandler(env: Env): Handler {
  if (handler) return handler
  const runtime = new CopilotRuntime({ agents: { default: greeter(env.GREETING) } })
  handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit', cors: true })
  return handler
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    return getHandler(env)(request)
  },
}
