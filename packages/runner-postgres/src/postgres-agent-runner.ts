import { ThreadRunner, type ThreadRunnerOptions } from '@flightdeck/run-engine/store'
import { PostgresStore, type PostgresStoreOptions } from './store/postgres-store.ts'

/** Options of `PostgresAgentRunner`. Exactly one of `url` and `sql` is required. */
export interface PostgresAgentRunnerOptions extends ThreadRunnerOptions, PostgresStoreOptions {}

/** Milliseconds after which the claim of a dead instance expires unless renewed. @default 15_000 */
const LEASE_MS = 15_000

/** Milliseconds for which a run collects events. The store collects those of all runs for `flushMs`. */
const RUN_FLUSH_MS = 1

/**
 * Runs agents and stores their threads in Postgres. Threads survive restarts, and the instances on all machines share them:
 * any instance serves any request.
 */
export class PostgresAgentRunner extends ThreadRunner {
  /** @throws the errors of `PostgresStore` and `ThreadRunner` for invalid options */
  constructor(options: PostgresAgentRunnerOptions) {
    super(new PostgresStore(options), { leaseMs: LEASE_MS, ...options, flushMs: RUN_FLUSH_MS })
  }
}
