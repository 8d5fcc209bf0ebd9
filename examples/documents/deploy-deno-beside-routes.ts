import { CopilotRuntime, createCopilotRuntimeHandler, BuiltInAgent } from '@flightdeck/runtime/v2'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
const copilotHandler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: true,
})
Deno.serve({ port: 4000 }, (request) => {
  const url = new URL(request.url)
  // Route CopilotKit requests to the handler
  if (url.pathname.startsWith('/api/copilotkit')) {
    return copilotHandler(request)
  }
  // Your other routes
  if (url.pathname === '/health') {
    return Response.json({ status: 'healthy' })
  }
  return Response.json({ status: 'ok' })
})
