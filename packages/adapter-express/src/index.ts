export {
  type CopilotExpressEndpointParams,
  type CopilotExpressRouter,
  createCopilotExpressHandler,
} from './express-handler.ts'
export { createCopilotEndpointExpress, createCopilotEndpointSingleRouteExpress } from './older-names.ts'
