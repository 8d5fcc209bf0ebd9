import postgres from 'postgres'
import { openPostgresJs } from './open-postgres-js.ts'
import { fromPgPool, type PgPool } from './pg-pool.ts'
import { fromPostgresJs, type PostgresJs } from './postgres-js.ts'
import type { SqlClient } from './sql-client.ts'

/** An open client: `postgres`, the pool of `pg`, or an object with the methods of `SqlClient`. */
export type OpenClient = PostgresJs | PgPool | SqlClient

/** How to connect. Exactly one of `url` and `sql` is required. */
export interface ConnectionOptions {
  /** The address of the database: `postgres://user:password@host:5432/database?sslmode=require`. */
  url?: string | undefined
  /** An open client of `postgres` or pool of `pg`, or an object with the same methods. Closing the store does not close it. */
  sql?: OpenClient | undefined
  /**
   * Whether `url` or `sql` is a transaction pooler, such as PgBouncer. The store then polls instead of listening to
   * notifications, and prepares no statements. @default false
   */
  pooled?: boolean | undefined
  /** Maximum number of connections for `url`, without the one that listens. @default 10 */
  maxConnections?: number | undefined
}

/**
 * A transaction of an instance that has died or cannot be reached must not hold its locks until TCP gives up. Milliseconds.
 */
const ABANDONED = { idle_in_transaction_session_timeout: 20_000 }

/** Seconds to wait for a connection. */
const CONNECT_TIMEOUT_S = 5

/**
 * Opens the client of a store. Connects with the first statement.
 *
 * @throws TypeError unless exactly one of `url` and `sql` is given and usable
 */
export function openClient({ url, sql, pooled = false, maxConnections = 10 }: ConnectionOptions): {
  client: SqlClient
  owned: boolean
} {
  if ((url === undefined) === (sql === undefined)) throw new TypeError('Either url or sql must be given')
  if (sql !== undefined) return { client: withoutListen(checkClient(sql, pooled), pooled), owned: false }
  const open = (): postgres.Sql =>
    postgres(url as string, {
      max: maxConnections,
      prepare: !pooled,
      fetch_types: false,
      connect_timeout: CONNECT_TIMEOUT_S,
      // Seconds until the next attempt to connect.
      backoff: (attempt) => Math.min(1, 0.05 * 2 ** attempt),
      onnotice: () => {},
      // A pooler refuses parameters that it does not know.
      connection: { application_name: 'flightdeck', ...(!pooled && ABANDONED) },
    })
  return { client: withoutListen(openPostgresJs(open, { prepare: !pooled }), pooled), owned: true }
}

/** A transaction pooler gives each transaction another connection, so nothing can listen through it. */
function withoutListen(client: SqlClient, pooled: boolean): SqlClient {
  if (!pooled) return client
  const { listen, ...others } = client
  return others
}

function checkClient(sql: OpenClient, pooled: boolean): SqlClient {
  if (isPostgresJs(sql)) return fromPostgresJs(sql, { prepare: !pooled })
  const { query, transaction, connect } = sql as Partial<SqlClient & PgPool>
  if (typeof query === 'function' && typeof transaction === 'function') return sql as SqlClient
  if (typeof query === 'function' && typeof connect === 'function') return fromPgPool(sql as PgPool)
  throw new TypeError(
    'sql must be a client of postgres, a pool of pg, or have the methods query and transaction',
  )
}

function isPostgresJs(sql: OpenClient): sql is PostgresJs {
  return typeof (sql as PostgresJs).unsafe === 'function' && typeof (sql as PostgresJs).begin === 'function'
}
