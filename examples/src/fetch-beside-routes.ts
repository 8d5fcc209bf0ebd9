import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })

const copilotHandler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: { origin: 'https://app.example.com' },
})

export default {
  fetch(request: Request): Response | Promise<Response> {
    const url = new URL(request.url)
    if (url.pathname.startsWith('/api/copilotkit')) return copilotHandler(request)
    if (url.pathname === '/health') return Response.json({ status: 'healthy' })
    return Response.json({ status: 'ok' })
  },
}
