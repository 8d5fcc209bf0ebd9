import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })

// Without basePath, routes are found at the end of any path: for a router that has matched the beginning already.
// new Elysia().all('/api/copilotkit/*', ({ request }) => handler(request))
const handler = createCopilotRuntimeHandler({ runtime, cors: true })

export default { fetch: handler }
