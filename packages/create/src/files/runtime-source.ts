import type { StoreChoice } from '../choices.ts'

const MEMORY = `import { type AgentsConfig, CopilotRuntime } from '@flightdeck/runtime-core'

/** Threads are kept in memory until the process ends. */
export function createRuntime(agents: AgentsConfig): CopilotRuntime {
  return new CopilotRuntime({ agents })
}
`

const SQLITE = `import { SqliteAgentRunner } from '@flightdeck/runner-sqlite'
import { type AgentsConfig, CopilotRuntime } from '@flightdeck/runtime-core'

/** Threads are kept in a file, which THREADS_DB names. */
export function createRuntime(agents: AgentsConfig): CopilotRuntime {
  return new CopilotRuntime({
    agents,
    runner: new SqliteAgentRunner({ path: process.env.THREADS_DB ?? 'threads.db' }),
    // Without identifyUser, everyone who can reach this server can read all threads.
    // identifyUser: async (request) => ({ id: await userIdOf(request) }),
  })
}
`

/** The file with the runtime and its store. */
export function runtimeSource(store: StoreChoice): string {
  return store === 'memory' ? MEMORY : SQLITE
}
