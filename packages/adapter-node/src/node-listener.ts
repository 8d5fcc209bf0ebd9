import { type CopilotRuntimeHandlerOptions, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import { createCopilotNodeHandler, type NodeFetchHandler, type NodeHandlerOptions } from './node-handler.ts'

/** What {@link createCopilotNodeListener} returns: a listener for `http.createServer`. */
export type NodeCopilotListener = NodeFetchHandler

/**
 * Serves a runtime from Node: `createCopilotRuntimeHandler(options)` behind {@link createCopilotNodeHandler}.
 *
 * @param options the options of `createCopilotRuntimeHandler`
 * @param nodeOptions the options of {@link createCopilotNodeHandler}
 * @throws whatever `createCopilotRuntimeHandler` throws for its options
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
