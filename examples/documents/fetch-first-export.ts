import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
})
export default { fetch: (req: Request) => handler(req) }
