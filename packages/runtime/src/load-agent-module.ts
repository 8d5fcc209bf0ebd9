/** The exports of `@flightdeck/builtin-agent`. */
export type AgentModule = typeof import('@flightdeck/builtin-agent')

let loading: Promise<AgentModule> | undefined
let loaded: AgentModule | undefined

/** Loads the agent and the AG-UI client library. That takes longer than loading the rest of this package. */
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

/** The module if it is already loaded; undefined otherwise. */
export function loadedAgentModule(): AgentModule | undefined {
  return loaded
}
