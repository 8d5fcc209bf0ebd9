import { CopilotRuntime, createCopilotRuntimeHandler, BuiltInAgent } from '@flightdeck/runtime/v2'
import type { Route } from './+types/api.copilotkit'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
// Single-route: only action (POST) needed, no splat segment required
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  mode: 'single-route',
})
export function action({ request }: Route.ActionArgs) {
  return handler(request)
}
