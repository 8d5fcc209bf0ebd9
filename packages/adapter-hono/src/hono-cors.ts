import type { CopilotCorsConfig } from '@flightdeck/runtime-core'

/** CORS as Hono's own middleware spells it. */
export interface CopilotEndpointCorsConfig extends Omit<CopilotCorsConfig, 'origin'> {
  /** The origin allowed to call: one, a list, `'*'` for all, or a function that gives it for the origin that asks. */
  origin?: string | string[] | ((origin: string, context: unknown) => string | null | undefined) | undefined
}

/** The same as the fetch handler takes it. A function is called with the origin, and `undefined` for the context. */
export function toFetchCorsConfig(config: CopilotEndpointCorsConfig | CopilotCorsConfig): CopilotCorsConfig {
  const { origin, ...others } = config
  if (typeof origin !== 'function') return { ...others, origin }
  return { ...others, origin: (asking) => origin(asking, undefined) }
}
