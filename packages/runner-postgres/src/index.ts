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
export type { ConnectionOptions, OpenClient } from './database/open-client.ts'
export type { PgConnection, PgPool } from './database/pg-pool.ts'
export type { PostgresJs } from './database/postgres-js.ts'
export { PostgresStoreError, type PostgresStoreErrorCode } from './database/postgres-store-error.ts'
export type { Query, SqlClient, SqlValue } from './database/sql-client.ts'
export { PostgresAgentRunner, type PostgresAgentRunnerOptions } from './postgres-agent-runner.ts'
export { migrationSql } from './schema/migrate.ts'
export { PostgresStore, type PostgresStoreOptions } from './store/postgres-store.ts'
