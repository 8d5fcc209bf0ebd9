import { CopilotRuntime, createCopilotRuntimeHandler, BuiltInAgent } from '@flightdeck/runtime/v2'
export interface Env {
  OPENAI_API_KEY: string
}
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const runtime = new CopilotRuntime({
      agents: {
        default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
      },
    })
    // Single-route: one POST endpoint with JSON envelope dispatch
    const handler = createCopilotRuntimeHandler({
      runtime,
      basePath: '/api/copilotkit',
      mode: 'single-route',
      cors: true,
    })
    return handler(request)
  },
}
