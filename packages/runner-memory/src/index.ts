export type {
  AcceptedRun,
  Awaitable,
  ClaimNews,
  ClaimResult,
  EventSource,
  Interrupt,
  InterruptRecord,
  ListedThreads,
  LogChunk,
  LogReader,
  Message,
  ReadResult,
  Removal,
  RepairKind,
  RunRecord,
  RunStatus,
  RunSummary,
  StoredMessage,
  ThreadChanges,
  ThreadContent,
  ThreadInfo,
  ThreadKey,
  ThreadPage,
  ThreadPosition,
  Threads,
  ThreadView,
  TokenUsage,
} from '@flightdeck/run-engine/store'
export { InMemoryAgentRunner, type InMemoryAgentRunnerOptions } from './in-memory-agent-runner.ts'
export type { InMemoryThread, LocalMessage, LocalThreads } from './local-threads.ts'
export type { Eviction, MemoryLimits } from './memory-limits.ts'
export { MemoryStore } from './memory-store.ts'
