/** Everything that `@flightdeck/builtin-agent` exports. */
export type AgentModule = typeof import('@flightdeck/builtin-agent')

let loading: Promise<AgentModule> | undefined
let loaded: AgentModule | undefined

/** Loads the agent and the AG-UI client library beneath it; that takes longer than all the rest of this package. */
export function loadAgentModule(): Promise<AgentModule> {
  loading ??= import('@flightdeck/builtin-agent').then(
    (module) => {
      loaded = module
      return module
    },
    (error: unknown) => {
      loading = undefined
      throw error
    },
  )
  return loading
}

/** The same where it was loaded before. */
export function loadedAgentModule(): AgentModule | undefined {
  return loaded
}
