export { agentDescription } from './agent/agent-description.ts'
export {
  type AgentEvents,
  BasicAgent,
  BuiltInAgent,
  type BuiltInAgentRunContext,
} from './agent/built-in-agent.ts'
export { InterruptSignal } from './approvals/interrupt-signal.ts'
export type {
  BasicAgentConfiguration,
  BuiltInAgentAISDKFactoryConfig,
  BuiltInAgentClassicConfig,
  BuiltInAgentConfiguration,
  BuiltInAgentCustomFactoryConfig,
  BuiltInAgentFactoryConfig,
  BuiltInAgentFactoryContext,
  BuiltInAgentModel,
  BuiltInAgentTanStackFactoryConfig,
  ForwardedRoles,
  MessageConversionOptions,
  ModelSettings,
  ModelSpecifier,
  OverridableProperty,
  ProviderOptions,
  ToolChoiceSetting,
} from './config/configuration.ts'
export { defineTool, type ToolDefinition, type ToolExecutionContext } from './config/tool-definition.ts'
export { convertAISDKStream } from './convert/convert-ai-sdk-stream.ts'
export type { ConvertStreamOptions } from './convert/convert-options.ts'
export { AgentError, type AgentErrorCode, type AgentErrorOptions } from './errors/agent-error.ts'
export {
  createMcpConnections,
  type MCPClient,
  type MCPClientConfig,
  type MCPClientConfigHTTP,
  type MCPClientConfigSSE,
  type MCPClientProvider,
  type MCPHTTPTransportOptions,
  type MCPServerOptions,
  type MCPTransport,
  type McpConnections,
  type McpConnectionsOptions,
  McpProblem,
  type McpProblemCode,
} from './mcp/index.ts'
export { convertMessagesToVercelAISDKMessages } from './messages/convert-messages.ts'
export { classifyModelSpec, type ModelHostClass } from './model/classify-model-spec.ts'
export type { SdkModel } from './model/model-factories.ts'
export { prepareModel } from './model/prepare-model.ts'
export type { AwsCredentials, ModelAccess } from './model/provider-access.ts'
export { resolveModel } from './model/resolve-model.ts'
export { createProviderFetch } from './model/streams/provider-fetch.ts'
export { convertJsonSchemaToZodSchema, type ZodFromJsonSchema } from './schema/json-schema-to-zod.ts'
export type {
  InferToolArguments,
  JsonSchemaObject,
  StandardResult,
  StandardSchemaV1,
  ToolParameters,
} from './schema/standard-schema.ts'
export { convertInputToTanStackAI } from './tanstack/convert-input.ts'
export { convertTanStackStream } from './tanstack/convert-tanstack-stream.ts'
export type { ConvertTanStackOptions } from './tanstack/tanstack-options.ts'
export type {
  TanStackApprovedMessage,
  TanStackChatMessage,
  TanStackClientTool,
  TanStackContentPart,
  TanStackInputResult,
  TanStackModelMessage,
  TanStackToolCall,
} from './tanstack/tanstack-types.ts'
export type { AddedTools, RunOfTools } from './tools/added-tools.ts'
export { convertToolsToVercelAITools } from './tools/client-tools.ts'
export { convertToolDefinitionsToVercelAITools } from './tools/server-tools.ts'
