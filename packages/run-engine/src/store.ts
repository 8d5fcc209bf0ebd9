export type { RunStatus } from '@flightdeck/protocol'
export type { EventSource } from './agent/agent.ts'
export { requireDuration, requirePositive } from './contract/limits.ts'
export type { RunSummary } from './contract/run-observer.ts'
export type { AcceptedRun, ConcurrencyPolicy, ThreadRunnerOptions } from './contract/runner-requests.ts'
export type { Interrupt, Message, TokenUsage } from './events/events.ts'
export type { RepairKind } from './guard/repair.ts'
export type { LogChunk, LogReader } from './log/log-reader.ts'
export type { StoredMessage, ThreadContent } from './reducer/thread-content.ts'
export { ThreadRunner } from './runner/thread-runner.ts'
export {
  claimRefusal,
  interruptsAfterClaim,
  interruptsAfterRun,
  type RunsOfClaim,
  type StoredParts,
  storedSize,
} from './store/claim-rules.ts'
export { isSameLog, nextGeneration } from './store/generation.ts'
export { fromOwnerText, fromText, toOwnerText, toText } from './store/identifier-text.ts'
export { Notifier } from './store/notifier.ts'
export {
  isStoreUnavailable,
  type StoreUnavailability,
  type StoreUnavailableError,
} from './store/store-unavailable.ts'
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
export { LostEventsError, StaleEpochError } from './store/thread-store.ts'
export type { ListedThreads, Threads } from './threads/threads.ts'
