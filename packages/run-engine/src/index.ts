export type {
  AgentLike,
  AgentRunContext,
  EventObserver,
  EventSource,
  SubscribableEvents,
} from './agent.ts'
export { isAgentLike } from './agent.ts'
export {
  AgentRunner,
  type AgentRunnerConnectRequest,
  type AgentRunnerIsRunningRequest,
  type AgentRunnerRunRequest,
  type AgentRunnerStopRequest,
} from './agent-runner.ts'
export { asThreadRunner } from './as-thread-runner.ts'
export { encodeEvent } from './encode-event.ts'
export { isEventSource, observe } from './event-stream.ts'
export type {
  AgentCapabilities,
  ContentPart,
  Context,
  EventLike,
  EventOf,
  Interrupt,
  Message,
  ResumeEntry,
  RunAgentInput,
  TokenUsage,
  Tool,
  ToolCall,
  WireEvent,
} from './events.ts'
export { PROTOCOL_VERSION } from './events.ts'
export type { GuardEnd, GuardOutcome } from './guard/endings.ts'
export { EventGuard, type GuardOptions } from './guard/event-guard.ts'
export type { Repair, RepairKind } from './guard/repair.ts'
export { needsLegacySpelling, toLegacySpelling } from './legacy-spelling.ts'
export type { RunLimits } from './limits.ts'
export { fromCursor, type LogChunk, type LogReader, toCursor } from './log-reader.ts'
export { readRunInput } from './read-run-input.ts'
export type { RunIdentity, RunObserver, RunSummary } from './run-observer.ts'
export { RunnerError, type RunnerErrorCode } from './runner-error.ts'
export type {
  AcceptedRun,
  CloseOptions,
  ConcurrencyPolicy,
  FollowRequest,
  StartRequest,
  ThreadRunnerOptions,
} from './runner-requests.ts'
export type { StoredMessage, ThreadContent } from './thread-reducer.ts'
export { ThreadReducer } from './thread-reducer.ts'
export { ThreadRunner } from './thread-runner.ts'
export {
  type AppendRequest,
  type Awaitable,
  type ClaimNews,
  type ClaimRequest,
  type ClaimResult,
  type FinishRequest,
  keyText,
  type ReadRequest,
  type ReadResult,
  type RunRecord,
  type RunStatus,
  StaleEpochError,
  type ThreadKey,
  type ThreadStore,
  type ThreadView,
} from './thread-store.ts'
