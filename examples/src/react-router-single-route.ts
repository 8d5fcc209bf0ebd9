// app/routes/api.copilotkit.ts
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })

const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit', mode: 'single-route' })

export function action({ request }: { request: Request }): Promise<Response> {
  return handler(request)
}
