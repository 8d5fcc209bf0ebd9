export type { RunStatus } from '@flightdeck/protocol'
export type {
  AgentLike,
  AgentRunContext,
  EventObserver,
  EventSource,
  SubscribableEvents,
} from './agent/agent.ts'
export { isAgentLike } from './agent/agent.ts'
export { isEventSource, observe } from './agent/event-stream.ts'
export {
  AgentRunner,
  type AgentRunnerConnectRequest,
  type AgentRunnerIsRunningRequest,
  type AgentRunnerRunRequest,
  type AgentRunnerStopRequest,
} from './contract/agent-runner.ts'
export type { RunLimits } from './contract/limits.ts'
export type { RunIdentity, RunObserver, RunSummary } from './contract/run-observer.ts'
export { RunnerError, type RunnerErrorCode, type RunnerErrorDetails } from './contract/runner-error.ts'
export type {
  AcceptedRun,
  CloseOptions,
  ConcurrencyPolicy,
  FollowRequest,
  StartRequest,
  ThreadRunnerOptions,
} from './contract/runner-requests.ts'
export { encodeEvent } from './events/encode-event.ts'
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
} from './events/events.ts'
export { PROTOCOL_VERSION } from './events/events.ts'
export { needsLegacySpelling, toLegacySpelling } from './events/legacy-wire.ts'
export { readRunInput } from './events/read-run-input.ts'
export { isDeeperThan, parseOutsideJson } from './events/untrusted-json.ts'
export type { GuardEnd, GuardOutcome } from './guard/endings.ts'
export { EventGuard, type GuardOptions } from './guard/event-guard.ts'
export type { Repair, RepairKind } from './guard/repair.ts'
export type { LogChunk, LogReader } from './log/log-reader.ts'
export type { StoredMessage, ThreadContent } from './reducer/thread-content.ts'
export { ThreadReducer } from './reducer/thread-reducer.ts'
export { asThreadRunner } from './runner/as-thread-runner.ts'
export { ThreadRunner } from './runner/thread-runner.ts'
export { claimRefusal, interruptsAfterClaim, interruptsAfterRun } from './store/claim-rules.ts'
export { openInterrupts } from './store/interrupts.ts'
export { Wakers } from './store/notifier.ts'
export { type StoredParts, storedSize } from './store/stored-size.ts'
export {
  type InterruptRecord,
  isSameRun,
  keyText,
  type RunRecord,
  type ThreadInfo,
  type ThreadKey,
  type ThreadView,
} from './store/thread-record.ts'
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
} from './store/thread-store.ts'
export { StaleEpochError } from './store/thread-store.ts'
export {
  type ImportOptions,
  type ListedThreads,
  type ListThreadsRequest,
  type ThreadChange,
  Threads,
} from './threads/threads.ts'
export { timerMs } from './time/timer-ms.ts'
