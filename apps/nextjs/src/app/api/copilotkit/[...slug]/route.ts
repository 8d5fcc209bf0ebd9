import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { runtime } from '../../../../copilot.ts'

const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: { origin: 'https://app.example' },
})

// Pages of this app need no `cors`, so OPTIONS is not exported.
export { handler as GET, handler as OPTIONS, handler as POST }
