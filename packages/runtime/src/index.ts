export type { ModelSettings, ProviderOptions, ToolChoiceSetting } from '@flightdeck/builtin-agent'
export type { Message as AgUiMessage } from '@flightdeck/run-engine'
export type {
  CopilotRuntimeHooks as RuntimeHooks,
  DebugOptions,
  ThreadOptions,
  TranscriptionLimits,
} from '@flightdeck/runtime-core'
export { LangGraphAgent, LangGraphHttpAgent } from './moved-to-langgraph.ts'
export type { Action, ActionsConfiguration, ActionsContext } from './v1/actions/action.ts'
export type { MappedParameterTypes, Parameter } from './v1/actions/parameter.ts'
export {
  AnthropicAdapter,
  type AnthropicAdapterParams,
  type AnthropicPromptCachingConfig,
} from './v1/adapters/anthropic-adapter.ts'
export { BedrockAdapter, type BedrockAdapterParams } from './v1/adapters/bedrock-adapter.ts'
export {
  type CopilotKitLowLevelError,
  convertServiceAdapterError,
} from './v1/adapters/convert-service-adapter-error.ts'
export { EmptyAdapter, ExperimentalEmptyAdapter } from './v1/adapters/empty-adapter.ts'
export {
  GoogleGenerativeAIAdapter,
  type GoogleGenerativeAIAdapterParams,
} from './v1/adapters/google-adapter.ts'
export { GroqAdapter, type GroqAdapterParams } from './v1/adapters/groq-adapter.ts'
export { ExperimentalOllamaAdapter, type OllamaAdapterParams } from './v1/adapters/ollama-adapter.ts'
export { OpenAIAdapter, type OpenAIAdapterParams } from './v1/adapters/openai-adapter.ts'
export { getSdkClientOptions, type SdkClientLike } from './v1/adapters/sdk-client.ts'
export type {
  CopilotRuntimeChatCompletionRequest,
  CopilotRuntimeChatCompletionResponse,
  CopilotServiceAdapter,
  LanguageModel,
} from './v1/adapters/service-adapter.ts'
export { UnifyAdapter, type UnifyAdapterParams } from './v1/adapters/unify-adapter.ts'
export { CopilotRuntime } from './v1/copilot-runtime.ts'
export { copilotRuntimeNextJSAppRouterEndpoint } from './v1/endpoints/next-app-router.ts'
export {
  config,
  copilotRuntimeNestEndpoint,
  copilotRuntimeNextJSPagesRouterEndpoint,
  copilotRuntimeNodeExpressEndpoint,
} from './v1/endpoints/node-frameworks.ts'
export {
  copilotRuntimeNodeHttpEndpoint,
  type NodeEndpointHandler,
  type NodeRequestLike,
  type NodeResponseLike,
} from './v1/endpoints/node-http.ts'
export type { CreateCopilotRuntimeServerOptions } from './v1/endpoints/server-options.ts'
export type { CopilotErrorEvent, CopilotErrorHandler } from './v1/hooks/error-event.ts'
export type { Message } from './v1/hooks/message.ts'
export type {
  CopilotObservabilityConfig,
  LLMErrorData,
  LLMRequestData,
  LLMResponseData,
} from './v1/hooks/observability.ts'
export type {
  Middleware,
  OnAfterRequestOptions,
  OnBeforeRequestOptions,
} from './v1/hooks/run-middleware.ts'
export {
  convertMCPToolsToActions,
  generateMcpToolInstructions,
  type MCPAction,
} from './v1/mcp/mcp-actions.ts'
export type {
  AnyMCPClient,
  CreateMCPClientFunction,
  MCPClient,
  MCPEndpointConfig,
  MCPTool,
} from './v1/mcp/mcp-client.ts'
export { extractParametersFromSchema } from './v1/mcp/parameters-of-schema.ts'
export type { CopilotRuntimeConstructorParams } from './v1/options.ts'
export { buildSchema } from './v1/refused/build-schema.ts'
export { LangChainAdapter, RemoteChain } from './v1/refused/langchain.ts'
export {
  OpenAIAssistantAdapter,
  type OpenAIAssistantAdapterParams,
} from './v1/refused/openai-assistant-adapter.ts'
export {
  type CopilotKitEndpoint,
  copilotKitEndpoint,
  type EndpointDefinition,
  type LangGraphPlatformEndpoint,
  langGraphPlatformEndpoint,
  type RemoteChainParameters,
  resolveEndpointType,
} from './v1/refused/remote-endpoints.ts'
export {
  type CommonConfig,
  type CopilotRuntimeLogger,
  createLogger,
  getCommonConfig,
  type LogLevel,
} from './v1/small/create-logger.ts'
export {
  GuardrailsValidationFailureResponse,
  MessageStreamInterruptedResponse,
  UnknownErrorResponse,
} from './v1/small/failed-responses.ts'
export {
  TelemetryAgentRunner,
  type TelemetryAgentRunnerClass,
  type TelemetryAgentRunnerConfig,
} from './v1/small/telemetry-agent-runner.ts'
export type {
  CopilotRequestContextProperties,
  CopilotRuntimeConstructorParams_BASE,
  CustomEventNames,
  GraphQLContext,
  GraphQLRequestContext,
  PredictStateTool,
  TextMessageEvents,
  ToolCallEvents,
} from './v1/types.ts'
export * from './v2.ts'
