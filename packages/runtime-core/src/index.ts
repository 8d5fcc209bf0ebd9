export type { ErrorCode, RouteName, RouteParams, RuntimeRoute, ThreadRecord } from '@flightdeck/protocol'
export { isPathOfBothModes } from '@flightdeck/protocol'
export type { AgentLike, AgentRunner, Awaitable, EventSource } from '@flightdeck/run-engine'
export type { CopilotCorsConfig } from './cors/cors-config.ts'
export type { OriginList } from './cors/cors-origin.ts'
export type {
  CopilotRuntimeHooks,
  ErrorHookContext,
  HandlerHookContext,
  HookContext,
  HookResult,
  ResponseHookContext,
  RunHookContext,
} from './hooks/hooks.ts'
export type {
  AfterRequestMiddleware,
  AfterRequestMiddlewareContext,
  BeforeRequestMiddleware,
  BeforeRequestMiddlewareContext,
} from './hooks/middleware.ts'
export type { ForwardHeadersConfig } from './http/forward-headers.ts'
export type {
  BodyChunk,
  BodySource,
  HeadersReader,
  HostLink,
  HostRequest,
  HostResponse,
  RequestPlace,
  ServerRequest,
} from './http/host-request.ts'
export { RuntimeError } from './http/runtime-error.ts'
export type { Logger } from './logging/logger.ts'
export type { DebugOptions } from './logging/run-logger.ts'
export type { AfterRequestMessage } from './routing/dispatch.ts'
export type { RouteInfo } from './routing/route-match.ts'
export type { AgentFactoryContext, AgentsConfig, AgentsFactory } from './runtime/agents-config.ts'
export { resolveAgents } from './runtime/agents-config.ts'
export type { Authorize, AuthorizeRequest } from './runtime/authorize.ts'
export {
  CopilotRuntime,
  type CopilotRuntimeOptions,
  type RuntimeCloseOptions,
} from './runtime/copilot-runtime.ts'
export type { IdentifyUser } from './runtime/identify.ts'
export type { RuntimeLimits } from './runtime/runtime-options.ts'
export type { RuntimeUser } from './runtime/runtime-user.ts'
export type { GenerateThreadName, ThreadNameRequest } from './runtime/thread-names.ts'
export type { ThreadOptions } from './runtime/thread-settings.ts'
export { VERSION } from './runtime/version.ts'
export { loopbackHosts } from './server/allowed-hosts.ts'
export {
  type CopilotRuntimeFetchHandler,
  type CopilotRuntimeHandlerOptions,
  createCopilotRuntimeHandler,
} from './server/handler.ts'
export {
  type TranscribeFileOptions,
  TranscriptionError,
  type TranscriptionErrorCode,
  type TranscriptionErrorOptions,
  type TranscriptionLimits,
  TranscriptionService,
} from './transcribe/transcription.ts'
