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
export { claimRefusal, interruptsAfterClaim, interruptsAfterRun } from './claim-rules.ts'
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
export { openInterrupts } from './interrupts.ts'
export { needsLegacySpelling, toLegacySpelling } from './legacy-spelling.ts'
export type { RunLimits } from './limits.ts'
export { fromCursor, type LogChunk, type LogReader, toCursor } from './log-reader.ts'
export { isDeeperThan, parseOutsideJson } from './outside-json.ts'
export { readRunInput } from './read-run-input.ts'
export type { RunIdentity, RunObserver, RunSummary } from './run-observer.ts'
export { RunnerError, type RunnerErrorCode, type RunnerErrorDetails } from './runner-error.ts'
export type {
  AcceptedRun,
  CloseOptions,
  ConcurrencyPolicy,
  FollowRequest,
  StartRequest,
  ThreadRunnerOptions,
} from './runner-requests.ts'
export { type StoredParts, storedSize } from './stored-size.ts'
export {
  type InterruptRecord,
  isSameRun,
  keyText,
  type RunRecord,
  type RunStatus,
  type ThreadInfo,
  type ThreadKey,
  type ThreadView,
} from './thread-record.ts'
export type { StoredMessage, ThreadContent } from './thread-reducer.ts'
export { ThreadReducer } from './thread-reducer.ts'
export { ThreadRunner } from './thread-runner.ts'
export type {
  AppendRequest,
  Awaitable,
  ChangesRequest,
  ClaimNews,
  ClaimRequest,
  ClaimResult,
  FinishRequest,
  ListRequest,
  PutRequest,
  ReadRequest,
  ReadResult,
  Removal,
  RenewRequest,
  RetainLimits,
  RunsRequest,
  SeizeRequest,
  ThreadChanges,
  ThreadPage,
  ThreadPosition,
  ThreadStore,
  UpdateRequest,
} from './thread-store.ts'
export { StaleEpochError } from './thread-store.ts'
export {
  type ImportOptions,
  type ListedThreads,
  type ListThreadsRequest,
  type ThreadChange,
  Threads,
} from './threads.ts'
export { timerMs } from './timer-ms.ts'
export { Wakers } from './wakers.ts'
