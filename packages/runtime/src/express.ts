export {
  type CopilotExpressEndpointParams,
  type CopilotExpressRouter,
  createCopilotEndpointExpress,
  createCopilotEndpointSingleRouteExpress,
  createCopilotExpressHandler,
} from '@flightdeck/adapter-express'
