import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import { eventsOf } from '../workload.mjs'

/** @returns {Promise<import('../subjects.mjs').Served>} */
export async function create() {
  const runtime = new CopilotRuntime({ agents: { default: { run: eventsOf } } })
  return {
    listener: createCopilotNodeListener({ runtime }),
    handler: createCopilotRuntimeHandler({ runtime }),
  }
}
