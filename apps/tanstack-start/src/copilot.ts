import { createScriptedAgent } from '@flightdeck/host-kit'
import { CopilotRuntime } from '@flightdeck/runtime/v2'

/** One runtime for both routes. A route that makes its own has threads of its own. */
export const runtime: CopilotRuntime = new CopilotRuntime({ agents: { default: createScriptedAgent() } })
