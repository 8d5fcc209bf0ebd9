import { type CopilotRuntimeHandlerOptions, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import { createCopilotNodeHandler, type NodeFetchHandler, type NodeHandlerOptions } from './node-handler.ts'

/** The result of {@link createCopilotNodeListener}: a listener for `http.createServer`. */
export type NodeCopilotListener = NodeFetchHandler

/**
 * Creates a request listener for Node that serves a runtime: `createCopilotRuntimeHandler(options)` passed to
 * {@link createCopilotNodeHandler}.
 *
 * @param options the options of `createCopilotRuntimeHandler`
 * @param nodeOptions the options of {@link createCopilotNodeHandler}
 * @throws TypeError if an option is missing or wrong, and what `createCopilotNodeHandler` throws
 *
 * @example
 * http.createServer(createCopilotNodeListener({ runtime, basePath: '/api/copilotkit' })).listen(4000)
 */
export function createCopilotNodeListener(
  options: CopilotRuntimeHandlerOptions,
  nodeOptions?: NodeHandlerOptions,
): NodeCopilotListener {
  return createCopilotNodeHandler(createCopilotRuntimeHandler(options), nodeOptions)
}
