import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

export interface Env {
  GREETING: string
}

// Threads live as long as the runtime. This one is created for each request, so threads are lost. See worker-env.ts.
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const runtime = new CopilotRuntime({ agents: { default: greeter(env.GREETING) } })
    const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit', cors: true })
    return handler(request)
  },
}
