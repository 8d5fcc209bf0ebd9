import { createServer } from 'node:http'
import { CopilotRuntime, BuiltInAgent } from '@flightdeck/runtime/v2'
import { createCopilotNodeListener } from '@flightdeck/runtime/v2/node'
const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
  },
})
const listener = createCopilotNodeListener({
  runtime,
  basePath: '/api/copilotkit',
  mode: 'single-route',
  cors: true,
})
createServer(listener).listen(4000, () => {
  console.log('Listening at http://localhost:4000/api/copilotkit')
})
