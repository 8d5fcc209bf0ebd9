import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { runtime } from '../../../copilot.ts'

// One POST route for all operations, for pages with `useSingleEndpoint`.
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit-single',
  mode: 'single-route',
})

export { handler as POST }
