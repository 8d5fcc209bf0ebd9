import { CopilotRuntime, createCopilotRuntimeHandler, BuiltInAgent } from '@flightdeck/runtime/v2'
export interface Env {
  OPENAI_API_KEY: string
}
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url)
    // Route CopilotKit requests to the handler
    if (url.pathname.startsWith('/api/copilotkit')) {
      const runtime = new CopilotRuntime({
        agents: {
          default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
        },
      })
      const handler = createCopilotRuntimeHandler({
        runtime,
        basePath: '/api/copilotkit',
        cors: true,
      })
      return handler(request)
    }
    // Your other routes
    if (url.pathname === '/health') {
      return Response.json({ status: 'healthy' })
    }
    return Response.json({ status: 'ok' })
  },
}
