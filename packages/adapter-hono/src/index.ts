export type { CopilotCorsConfig } from '@flightdeck/runtime-core'
export type { Hono } from 'hono'
export { type CopilotEndpointCorsConfig, toFetchCorsConfig } from './hono-cors.ts'
export { type CopilotEndpointParams, createCopilotHonoHandler } from './hono-handler.ts'
export { createCopilotEndpoint, createCopilotEndpointSingleRoute } from './older-names.ts'
export type {
  CopilotEnvelope,
  CopilotHonoApp,
  CopilotHonoSchema,
  CopilotRouteMode,
  CopilotRuntimeInfo,
} from './routes.ts'
