/** What is bound to a placeholder or stands in a column. */
export type SqliteValue = string | number | null

/** A row, by the names of its columns. Integers may be bigints where a driver was told to give them as such. */
export type SqliteRow = Readonly<Record<string, unknown>>

/** A prepared statement. Values are bound to the `?` of the statement in order. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): unknown
  /** The first row; `undefined` or `null` if there is none. */
  get(...values: SqliteValue[]): unknown
  all(...values: SqliteValue[]): unknown[]
  /** Lets go of the statement, where a driver has that. */
  finalize?(): void
}

/**
 * An open SQLite database, as far as the store needs it: what `DatabaseSync` of `node:sqlite`, `Database` of
 * `bun:sqlite`, of `better-sqlite3` and of `libsql` have in common. Anything else that has these methods will do.
 */
export interface SqliteDatabase {
  /** Runs one or more statements without values. */
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
  close(): unknown
}

/**
 * An open database as its library declares it. The libraries type their statements each in another way, so that it is
 * only seen when the store is made whether these are a `SqliteDatabase`'s.
 */
export interface OpenDatabase {
  exec(sql: string): unknown
  prepare(sql: string): object
  close(): unknown
}

/**
 * Checks that something is an open database that answers at once.
 *
 * @throws TypeError for anything else
 */
export function checkDatabase(given: OpenDatabase): SqliteDatabase {
  const database = given as SqliteDatabase
  const { exec, prepare, close } = database
  if ([exec, prepare, close].some((method) => typeof method !== 'function')) throw notADatabase()
  const row = database.prepare('SELECT 1 AS one').get()
  if (Number((row as SqliteRow | undefined)?.one) !== 1) throw notADatabase()
  return database
}

function notADatabase(): TypeError {
  return new TypeError(
    'database must be an open database of node:sqlite, bun:sqlite, better-sqlite3 or libsql, or an object with their exec, prepare and close',
  )
}
