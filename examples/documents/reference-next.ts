// app/api/copilotkit/[[...slug]]/route.ts
import { CopilotRuntime, createCopilotEndpoint } from '@flightdeck/runtime'
import { handle } from 'hono/vercel'
const runtime = new CopilotRuntime({ agents, runner })
const app = createCopilotEndpoint({ runtime, basePath: '/api/copilotkit' })
export const GET = handle(app)
export const POST = handle(app)
