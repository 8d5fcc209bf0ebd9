export type { AgentFactoryContext, AgentsConfig, AgentsFactory } from './agents-config.ts'
export { resolveAgents } from './agents-config.ts'
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
  ServerRequest,
} from './host-request.ts'
export type { Logger } from './logger.ts'
export type {
  AfterRequestMessage,
  AfterRequestMiddleware,
  AfterRequestMiddlewareContext,
  BeforeRequestMiddleware,
  BeforeRequestMiddlewareContext,
} from './middleware.ts'
export type { RouteInfo } from './routes/route-table.ts'
export { RuntimeError } from './runtime-error.ts'
export { type TranscribeFileOptions, TranscriptionService } from './transcription.ts'
export { VERSION } from './version.ts'
