import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

// Called with each request that needs agents.
const runtime = new CopilotRuntime({
  agents: async ({ request }) => ({
    default: greeter(),
    support: greeter(`Hello ${request.headers.get('x-customer') ?? 'stranger'}`),
  }),
})

export default { fetch: createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' }) }
