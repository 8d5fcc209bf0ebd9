import express from 'express'
import { CopilotRuntime, BuiltInAgent } from '@flightdeck/runtime/v2'
import { createCopilotExpressHandler } from '@flightdeck/runtime/v2/express'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
const app = express()
// Single-route: one POST endpoint that dispatches via JSON envelope
app.use(
  createCopilotExpressHandler({
    runtime,
    basePath: '/api/copilotkit',
    mode: 'single-route',
    cors: true,
  }),
)
app.listen(4000, () => {
  console.log('Listening at http://localhost:4000/api/copilotkit')
})
