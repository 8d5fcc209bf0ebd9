export {
  type CopilotEndpointCorsConfig,
  type CopilotEndpointParams,
  type CopilotHonoApp,
  createCopilotEndpoint,
  createCopilotEndpointSingleRoute,
  createCopilotHonoHandler,
  toFetchCorsConfig,
} from '@flightdeck/adapter-hono'
