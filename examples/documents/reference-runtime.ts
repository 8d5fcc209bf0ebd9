import { CopilotRuntime, InMemoryAgentRunner } from '@flightdeck/runtime'
import { BasicAgent } from '@flightdeck/runtime/v2'
const runtime = new CopilotRuntime({
  agents: {
    default: new BasicAgent({
      model: 'openai/gpt-4o',
      prompt: 'You are a helpful assistant.',
    }),
  },
  runner: new InMemoryAgentRunner(),
})
