import type { AbsentType } from './absent.ts'

/** @deprecated Belongs to the original's cloud. */
export type ChannelsControl = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type ChannelStatus = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type CopilotIntelligenceRuntimeLike = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type CopilotIntelligenceRuntimeOptions = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type CopilotKitIntelligenceConfig = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type CopilotRuntimeLearningConfig = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type CopilotRuntimeLearningContext = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type CopilotRuntimeMemoryConfig = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type CreateThreadRequest = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type IntelligenceAgentRunnerOptions = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type ListThreadsResponse = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type MemoryAccess = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type MemoryConsumer = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type MemoryGrant = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type RunnerStartupBoundary = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type RuntimeWithDeclaredChannels = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type SubscribeToThreadsRequest = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type SubscribeToThreadsResponse = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type ThreadSummary = AbsentType

/** @deprecated Belongs to the original's cloud. */
export type UpdateThreadRequest = AbsentType

/** @deprecated Not an option here. Use `agent.use(new MCPAppsMiddleware({ mcpServers }))`. */
export type McpAppsConfig = AbsentType

/** @deprecated Not an option here. Use `agent.use(new MCPAppsMiddleware({ mcpServers }))`. */
export type McpAppsServerConfig = AbsentType

/** @deprecated Not an option here. Use a middleware of the agent: `agent.use(…)`. */
export type OpenGenerativeUIConfig = AbsentType

/** @deprecated Not an option here. Use a middleware of the agent: `agent.use(…)`. */
export type OpenGenerativeUIOptions = AbsentType

/** @deprecated Threads of runners are `ThreadInfo` here. */
export type LocalThreadEndpointRecord = AbsentType

/** @deprecated What a thread holds is read by `runner.threads` here. */
export type InMemoryThread = AbsentType
