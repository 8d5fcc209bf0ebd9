export {
  createMountedNodeHandler,
  type HostHandler,
  type MountedNodeHandler,
  type MountedNodeHandlerOptions,
} from './mounted-handler.ts'
export {
  createCopilotNodeHandler,
  createNodeFetchHandler,
  type NodeFetchHandler,
  type NodeHandlerOptions,
} from './node-handler.ts'
export { createCopilotNodeListener, type NodeCopilotListener } from './node-listener.ts'
