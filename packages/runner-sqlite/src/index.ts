export type { SqliteDriver } from './drivers.ts'
export { SqliteAgentRunner, type SqliteAgentRunnerOptions } from './sqlite-agent-runner.ts'
export type {
  OpenDatabase,
  SqliteDatabase,
  SqliteRow,
  SqliteStatement,
  SqliteValue,
} from './sqlite-database.ts'
export { SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'
export { SqliteStoreError, type SqliteStoreErrorCode } from './sqlite-store-error.ts'
