import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { runtime } from '../copilot.ts'
import type { Route } from './+types/api.copilotkit.$'

const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' })

// The loader handles GET, such as /info.
export function loader({ request }: Route.LoaderArgs): Promise<Response> {
  return handler(request)
}

// The action handles all other methods, such as POST /agent/:id/run.
export function action({ request }: Route.ActionArgs): Promise<Response> {
  return handler(request)
}
