import { createScriptedAgent } from '@flightdeck/host-kit'
import { CopilotRuntime } from '@flightdeck/runtime/v2'
import { after } from 'next/server'

/** One runtime for both routes. A route with its own runtime would have separate threads. */
export const runtime: CopilotRuntime = new CopilotRuntime({
  agents: { default: createScriptedAgent() },
  // Keeps a serverless process alive for the work after a response.
  waitUntil: after,
})
