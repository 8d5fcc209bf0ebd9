import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

/** A real implementation would read a configuration, or request API keys. */
async function loadAgents() {
  return { default: greeter() }
}

// Requests that arrive before the agents are ready wait for them.
const runtime = new CopilotRuntime({ agents: loadAgents() })

export default { fetch: createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' }) }
