export type { AgentFactoryContext, AgentsConfig, AgentsFactory } from './agents-config.ts'
export { resolveAgents } from './agents-config.ts'
export type { Authorize, AuthorizeRequest } from './authorize.ts'
export {
  CopilotRuntime,
  type CopilotRuntimeOptions,
  type RuntimeLimits,
  type RuntimeUser,
} from './copilot-runtime.ts'
export type { CopilotCorsConfig } from './cors-config.ts'
export type { ErrorCode } from './error-codes.ts'
export type { ForwardHeadersConfig } from './forward-headers.ts'
export {
  type CopilotRuntimeFetchHandler,
  type CopilotRuntimeHandlerOptions,
  createCopilotRuntimeHandler,
} from './handler.ts'
export type {
  CopilotRuntimeHooks,
  ErrorHookContext,
  HandlerHookContext,
  HookContext,
  ResponseHookContext,
} from './hooks.ts'
export type {
  BodyChunk,
  BodySource,
  HeadersReader,
  HostLink,
  HostRequest,
  HostResponse,
  RequestPlace,
  ServerRequest,
} from './host-request.ts'
export type { IdentifyUser } from './identify.ts'
export type { Logger } from './logger.ts'
export type {
  AfterRequestMessage,
  AfterRequestMiddleware,
  AfterRequestMiddlewareContext,
  BeforeRequestMiddleware,
  BeforeRequestMiddlewareContext,
} from './middleware.ts'
export type { RouteInfo, RouteName, RouteParams, RuntimeRoute } from './routes/route-table.ts'
export type { ThreadRecord } from './routes/thread-record.ts'
export { RuntimeError } from './runtime-error.ts'
export type { GenerateThreadName, ThreadNameRequest } from './thread-names.ts'
export type { ThreadOptions } from './thread-settings.ts'
export {
  type TranscribeFileOptions,
  TranscriptionError,
  type TranscriptionErrorCode,
  type TranscriptionErrorOptions,
  type TranscriptionLimits,
  TranscriptionService,
} from './transcription.ts'
export { VERSION } from './version.ts'
