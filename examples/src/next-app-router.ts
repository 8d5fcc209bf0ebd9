// app/api/copilotkit/[...slug]/route.ts
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })

const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' })

export { handler as GET, handler as OPTIONS, handler as POST }
