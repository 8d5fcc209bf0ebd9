import { CopilotRuntime, createCopilotRuntimeHandler, BuiltInAgent } from '@flightdeck/runtime/v2'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
})
// Export as both GET and POST to handle all CopilotKit routes
export { handler as GET, handler as POST }
