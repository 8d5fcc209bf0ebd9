import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

export interface Env {
  GREETING: string
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url)
    if (url.pathname.startsWith('/api/copilotkit')) {
      const runtime = new CopilotRuntime({ agents: { default: greeter(env.GREETING) } })
      const handler = createCopilotRuntimeHandler({
        runtime,
        basePath: '/api/copilotkit',
        cors: { origin: 'https://app.example.com' },
      })
      return handler(request)
    }
    if (url.pathname === '/health') return Response.json({ status: 'healthy' })
    return Response.json({ status: 'ok' })
  },
}
