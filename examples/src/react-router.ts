// app/routes/api.copilotkit.$.ts
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })

interface RouteArgs {
  request: Request
}

const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' })

// GET requests, such as /info
export function loader({ request }: RouteArgs): Promise<Response> {
  return handler(request)
}

// POST requests, such as /agent/:id/run
export function action({ request }: RouteArgs): Promise<Response> {
  return handler(request)
}
