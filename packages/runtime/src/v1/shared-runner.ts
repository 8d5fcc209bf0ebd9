import type { AgentRunner } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'

let shared: { runner: InMemoryAgentRunner; users: number } | undefined
const released = new WeakSet<object>()

/**
 * The runner of every runtime of the root that brings none, one for the process. Code of the older API often makes its
 * runtime for each request, and stop, reconnect and the check for a busy thread need what an earlier request left.
 */
export function takeSharedRunner(): AgentRunner {
  shared ??= { runner: new InMemoryAgentRunner(), users: 0 }
  shared.users += 1
  return shared.runner
}

/** Ends the use that a runtime makes of the shared runner. True for the last one, which has to close the runner. */
export function releaseSharedRunner(user: { readonly runner: AgentRunner }): boolean {
  // A runner that was closed has made room for another.
  if (shared?.runner !== user.runner) return true
  if (!released.has(user)) shared.users -= 1
  released.add(user)
  if (shared.users > 0) return false
  shared = undefined
  return true
}
