export {
  type CopilotCorsConfig,
  type CopilotEndpointCorsConfig,
  type CopilotEndpointParams,
  type CopilotHonoApp,
  type CopilotHonoSchema,
  type CopilotRouteMode,
  createCopilotEndpoint,
  createCopilotEndpointSingleRoute,
  createCopilotHonoHandler,
  type Hono,
  toFetchCorsConfig,
} from '@flightdeck/adapter-hono'
