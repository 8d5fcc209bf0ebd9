import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { runtime } from '../copilot.ts'
import type { Route } from './+types/api.copilotkit-single'

// One POST route for all operations, for pages with `useSingleEndpoint`.
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit-single',
  mode: 'single-route',
})

export function action({ request }: Route.ActionArgs): Promise<Response> {
  return handler(request)
}
