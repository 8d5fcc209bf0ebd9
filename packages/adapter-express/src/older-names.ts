import {
  type CopilotExpressEndpointParams,
  type CopilotExpressRouter,
  createCopilotExpressHandler,
} from './express-handler.ts'

/** @deprecated Use {@link createCopilotExpressHandler}. */
export const createCopilotEndpointExpress: typeof createCopilotExpressHandler = createCopilotExpressHandler

/**
 * Creates a router that serves a runtime in single-route mode.
 *
 * @deprecated Use {@link createCopilotExpressHandler} with `mode: 'single-route'`.
 * @throws TypeError if `basePath` is missing or another option is wrong
 */
export function createCopilotEndpointSingleRouteExpress(
  params: Omit<CopilotExpressEndpointParams, 'mode'>,
): CopilotExpressRouter {
  return createCopilotExpressHandler({ ...params, mode: 'single-route' })
}
