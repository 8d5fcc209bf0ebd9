import { ThreadRunner, type ThreadRunnerOptions } from '@flightdeck/run-engine'
import { SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'

/** Options of `SqliteAgentRunner`. One of `path`, `dbPath` and `database` must be given. */
export interface SqliteAgentRunnerOptions extends ThreadRunnerOptions, SqliteStoreOptions {
  /** The original's name for `path`. */
  dbPath?: string | undefined
}

/**
 * Milliseconds that a claim lasts unless it is prolonged. A process of this machine that has ended is noticed sooner;
 * this is for one that was frozen, or ran in another container.
 */
const LEASE_MS = 15_000

/**
 * Runs agents and keeps their threads in a SQLite file: they survive restarts, and all processes on the machine that
 * open the file share them.
 */
export class SqliteAgentRunner extends ThreadRunner {
  /** @throws what `SqliteStore` and `ThreadRunner` throw for their options. */
  constructor({ dbPath, ...options }: SqliteAgentRunnerOptions) {
    super(new SqliteStore({ ...options, path: options.path ?? dbPath }), { leaseMs: LEASE_MS, ...options })
  }
}
