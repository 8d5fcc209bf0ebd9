import { ThreadRunner, type ThreadRunnerOptions } from '@flightdeck/run-engine/store'
import { SqliteStore, type SqliteStoreOptions } from './store/sqlite-store.ts'

/** Options of `SqliteAgentRunner`. Exactly one of `path`, `dbPath` and `database` is required. */
export interface SqliteAgentRunnerOptions extends ThreadRunnerOptions, SqliteStoreOptions {
  /** The name of `path` in `@copilotkit/runtime`. */
  dbPath?: string | undefined
}

/**
 * Milliseconds after which a claim expires unless renewed. The end of a process of this machine is noticed earlier;
 * the lease is for frozen processes and other containers.
 * @default 15_000
 */
const LEASE_MS = 15_000

/**
 * Runs agents and stores their threads in a SQLite file. Threads survive restarts, and all processes of a machine can
 * share the file.
 */
export class SqliteAgentRunner extends ThreadRunner {
  /** @throws the errors of `SqliteStore` and `ThreadRunner` for invalid options */
  constructor({ dbPath, ...options }: SqliteAgentRunnerOptions) {
    super(new SqliteStore({ ...options, path: options.path ?? dbPath }), { leaseMs: LEASE_MS, ...options })
  }
}
