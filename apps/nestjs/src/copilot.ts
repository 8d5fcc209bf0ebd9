import { createScriptedAgent } from '@flightdeck/host-kit'
import { CopilotRuntime } from '@flightdeck/runtime/v2'

export const runtime: CopilotRuntime = new CopilotRuntime({ agents: { default: createScriptedAgent() } })
