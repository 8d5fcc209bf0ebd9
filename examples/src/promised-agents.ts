import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

/** A real one would read a configuration, or ask for keys. */
async function loadAgents() {
  return { default: greeter() }
}

// Requests that come before the agents are there wait for them.
const runtime = new CopilotRuntime({ agents: loadAgents() })

export default { fetch: createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' }) }
