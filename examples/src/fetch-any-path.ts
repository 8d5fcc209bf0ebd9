import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })

// Without basePath, routes match at the end of any path: for a router that has already matched the start.
// new Elysia().all('/api/copilotkit/*', ({ request }) => handler(request))
const handler = createCopilotRuntimeHandler({ runtime, cors: { origin: 'https://app.example.com' } })

export default { fetch: handler }
