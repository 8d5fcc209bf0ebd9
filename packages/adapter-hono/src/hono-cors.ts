import type { CopilotCorsConfig } from '@flightdeck/runtime-core'

/** CORS options as in Hono's own middleware. */
export interface CopilotEndpointCorsConfig extends Omit<CopilotCorsConfig, 'origin'> {
  /** As in the fetch handler; a function may have the context as its second parameter. */
  origin?: CopilotCorsConfig['origin'] | ((origin: string, context: unknown) => string | null | undefined)
}

/** Converts to the options of the fetch handler. An origin function is called with `undefined` as the context. */
export function toFetchCorsConfig(config: CopilotEndpointCorsConfig | CopilotCorsConfig): CopilotCorsConfig {
  const { origin, ...others } = config
  if (typeof origin !== 'function') return { ...others, origin }
  return { ...others, origin: (asking) => origin(asking, undefined) }
}
