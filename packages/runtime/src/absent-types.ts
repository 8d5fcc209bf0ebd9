import type { AbsentType } from './absent.ts'

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type ChannelsControl = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type ChannelStatus = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type CopilotIntelligenceRuntimeLike = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type CopilotIntelligenceRuntimeOptions = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type CopilotKitIntelligenceConfig = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type CopilotRuntimeLearningConfig = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type CopilotRuntimeLearningContext = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type CopilotRuntimeMemoryConfig = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type CreateThreadRequest = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type IntelligenceAgentRunnerOptions = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type ListThreadsResponse = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type MemoryAccess = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type MemoryConsumer = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type MemoryGrant = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type RunnerStartupBoundary = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type RuntimeWithDeclaredChannels = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type SubscribeToThreadsRequest = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type SubscribeToThreadsResponse = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type ThreadSummary = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type UpdateThreadRequest = AbsentType

/** @deprecated Not an option of this runtime. Use `agent.use(new MCPAppsMiddleware({ mcpServers }))`. */
export type McpAppsConfig = AbsentType

/** @deprecated Not an option of this runtime. Use `agent.use(new MCPAppsMiddleware({ mcpServers }))`. */
export type McpAppsServerConfig = AbsentType

/** @deprecated Not an option of this runtime. Use an agent middleware: `agent.use(…)`. */
export type OpenGenerativeUIConfig = AbsentType

/** @deprecated Not an option of this runtime. Use an agent middleware: `agent.use(…)`. */
export type OpenGenerativeUIOptions = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type BuiltInAgentLearnedSkills = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type BuiltInAgentLearnedSkillsOptions = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type GetLearnedSkillsSnapshotRequest = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type GetLearnedSkillsSnapshotsRequest = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type GetLearningContainerId = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type LearnedSkillsBatchResult = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type LearnedSkillsErrorCode = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type LearnedSkillsSnapshotResult = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform, which this runtime does not use. */
export type LearningContainerSelectorInput = AbsentType
