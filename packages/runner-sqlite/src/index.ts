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
  StoreUnavailability,
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
export type { SqliteDriver } from './database/drivers.ts'
export type {
  OpenDatabase,
  SqliteDatabase,
  SqliteRow,
  SqliteStatement,
  SqliteValue,
} from './database/sqlite-database.ts'
export { SqliteStoreError, type SqliteStoreErrorCode } from './database/sqlite-store-error.ts'
export { SqliteAgentRunner, type SqliteAgentRunnerOptions } from './sqlite-agent-runner.ts'
export { SqliteStore, type SqliteStoreOptions } from './store/sqlite-store.ts'
