import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

export interface Env {
  GREETING: string
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const runtime = new CopilotRuntime({ agents: { default: greeter(env.GREETING) } })
    const handler = createCopilotRuntimeHandler({
      runtime,
      basePath: '/api/copilotkit',
      mode: 'single-route',
      cors: { origin: 'https://app.example.com' },
    })
    return handler(request)
  },
}
