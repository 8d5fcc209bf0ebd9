import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { runtime } from '../../../../copilot.ts'

const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit', cors: true })

// A page of this application needs no `cors`, and then no OPTIONS.
export { handler as GET, handler as OPTIONS, handler as POST }
