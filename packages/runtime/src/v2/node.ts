export {
  createCopilotNodeHandler,
  createCopilotNodeListener,
  createNodeFetchHandler,
  type NodeCopilotListener,
  type NodeCopilotListener as NodeCopilotListenerWithChannels,
  type NodeFetchHandler,
  type NodeHandlerOptions,
} from '@flightdeck/adapter-node'
