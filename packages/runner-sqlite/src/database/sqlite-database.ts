/** A value of a placeholder or a column. */
export type SqliteValue = string | number | null

/** A row by column names. Integers may be bigints, depending on the driver's settings. */
export type SqliteRow = Readonly<Record<string, unknown>>

/** A prepared statement. Values are bound to `?` in order. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): unknown
  /** The first row; `undefined` or `null` if there is none. */
  get(...values: SqliteValue[]): unknown
  all(...values: SqliteValue[]): unknown[]
  /** Releases the statement, if the driver supports it. */
  finalize?(): void
}

/**
 * An open SQLite database with the methods that `DatabaseSync` of `node:sqlite`, and `Database` of `bun:sqlite`,
 * `better-sqlite3` and `libsql` share. Other objects with these methods work as well.
 */
export interface SqliteDatabase {
  /** Runs one or more statements without values. */
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
  close(): unknown
}

/**
 * An open database as its library declares it. The types of statements differ between libraries, so the store checks
 * at run time whether this is a `SqliteDatabase`.
 */
export interface OpenDatabase {
  exec(sql: string): unknown
  prepare(sql: string): object
  close(): unknown
}

/**
 * Checks that a value is an open, synchronous database.
 *
 * @throws TypeError for any other value
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
