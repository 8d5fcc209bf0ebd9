import { CopilotRuntime, InMemoryAgentRunner } from '@flightdeck/runtime'
import { BasicAgent, BuiltInAgent, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'

const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
    basic: new BasicAgent({ model: 'openai/gpt-4o', prompt: 'You are a helpful assistant.' }),
  },
  runner: new InMemoryAgentRunner(),
})

export default { fetch: createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' }) }
