import { type CopilotEndpointParams, createCopilotHonoHandler } from './hono-handler.ts'
import type { CopilotHonoApp } from './routes.ts'

/** @deprecated Use {@link createCopilotHonoHandler}. */
export const createCopilotEndpoint: typeof createCopilotHonoHandler = createCopilotHonoHandler

/**
 * Creates a Hono app that serves a runtime in single-route mode.
 *
 * @deprecated Use {@link createCopilotHonoHandler} with `mode: 'single-route'`.
 * @throws TypeError if `basePath` is missing or another option is wrong
 */
export function createCopilotEndpointSingleRoute<const BasePath extends string>(
  params: CopilotEndpointParams<BasePath, 'single-route'>,
): CopilotHonoApp<BasePath, 'single-route'> {
  return createCopilotHonoHandler<BasePath, 'single-route'>({ ...params, mode: 'single-route' })
}
