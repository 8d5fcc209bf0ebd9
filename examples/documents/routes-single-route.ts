import { CopilotRuntime, BuiltInAgent } from '@flightdeck/runtime/v2'
import { createCopilotExpressHandler } from '@flightdeck/runtime/v2/express'
const runtime = new CopilotRuntime({
  agents: { default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }) },
})
app.use(
  createCopilotExpressHandler({
    runtime,
    basePath: '/api/copilotkit',
    mode: 'single-route',
  }),
)
