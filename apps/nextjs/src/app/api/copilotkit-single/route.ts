import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { runtime } from '../../../copilot.ts'

// Everything goes through one POST: `useSingleEndpoint` on the page.
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit-single',
  mode: 'single-route',
})

export { handler as POST }
