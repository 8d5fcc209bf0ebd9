import type { CopilotCorsConfig } from '@flightdeck/runtime-core'

/** CORS as Hono's own middleware spells it. */
export interface CopilotEndpointCorsConfig extends Omit<CopilotCorsConfig, 'origin'> {
  /** As the fetch handler takes it, where a function may have the context as its second parameter. */
  origin?: CopilotCorsConfig['origin'] | ((origin: string, context: unknown) => string | null | undefined)
}

/** The same as the fetch handler takes it. A function is called with the origin, and `undefined` for the context. */
export function toFetchCorsConfig(config: CopilotEndpointCorsConfig | CopilotCorsConfig): CopilotCorsConfig {
  const { origin, ...others } = config
  if (typeof origin !== 'function') return { ...others, origin }
  return { ...others, origin: (asking) => origin(asking, undefined) }
}
