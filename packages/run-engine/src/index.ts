export type { RunStatus } from '@flightdeck/protocol'
export type {
  AgentLike,
  AgentRunContext,
  EventObserver,
  EventSource,
  SubscribableEvents,
} from './agent/agent.ts'
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
export type { GuardEnd, GuardOutcome } from './guard/endings.ts'
export { EventGuard, type GuardOptions } from './guard/event-guard.ts'
export type { Repair, RepairKind } from './guard/repair.ts'
export type { LogChunk, LogReader } from './log/log-reader.ts'
export type { StoredMessage, ThreadContent } from './reducer/thread-content.ts'
export { ThreadReducer } from './reducer/thread-reducer.ts'
export { ThreadRunner } from './runner/thread-runner.ts'
export { openInterrupts } from './store/interrupts.ts'
export type { InterruptRecord, RunRecord, ThreadInfo, ThreadKey } from './store/thread-record.ts'
export type { Awaitable, Removal, RetainLimits, ThreadChanges } from './store/thread-store.ts'
export {
  type ImportOptions,
  type ListedThreads,
  type ListThreadsRequest,
  type ThreadChange,
  Threads,
} from './threads/threads.ts'
