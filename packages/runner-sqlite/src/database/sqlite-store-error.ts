import type { StoreUnavailability } from '@flightdeck/run-engine/store'

/**
 * The kinds of errors: no driver; the file cannot be opened, is not a SQLite database, is read-only or damaged; its
 * tables are from a newer version; another process holds its lock; the disk is full; the file was deleted or replaced
 * while it was open; the store is closed; any other error of SQLite.
 */
export type SqliteStoreErrorCode =
  | 'no_driver'
  | 'cannot_open'
  | 'not_a_database'
  | 'read_only'
  | 'corrupt'
  | 'newer_schema'
  | 'busy'
  | 'full'
  | 'file_missing'
  | 'closed'
  | 'failed'

/** The kinds that may go away while the store is open, and what does not work until then. */
const UNAVAILABLE: Partial<Record<SqliteStoreErrorCode, StoreUnavailability>> = {
  busy: 'busy',
  full: 'writes',
  read_only: 'writes',
  cannot_open: 'all',
  file_missing: 'all',
}

/** Thrown when an operation of the database fails. `cause` is the error of the driver. */
export class SqliteStoreError extends Error {
  override readonly name: string = 'SqliteStoreError'
  /** The kind of error. */
  readonly code: SqliteStoreErrorCode
  /** What does not work at the moment, for errors that may go away. Requests are then answered with 503. */
  readonly unavailable: StoreUnavailability | undefined

  /** @param cause the driver's error */
  constructor(code: SqliteStoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.unavailable = UNAVAILABLE[code]
  }
}

/** The primary result codes of SQLite that are distinguished, by number and name. */
const CODES: readonly [number, string, SqliteStoreErrorCode, string][] = [
  [5, 'SQLITE_BUSY', 'busy', 'is locked by another connection'],
  [6, 'SQLITE_LOCKED', 'busy', 'is locked by another connection'],
  [8, 'SQLITE_READONLY', 'read_only', 'cannot be written'],
  [11, 'SQLITE_CORRUPT', 'corrupt', 'is damaged'],
  [13, 'SQLITE_FULL', 'full', 'cannot grow: the disk or the limit of its size is reached'],
  [14, 'SQLITE_CANTOPEN', 'cannot_open', 'cannot be opened'],
  [26, 'SQLITE_NOTADB', 'not_a_database', 'is not a SQLite database'],
]

/** Converts an error of a driver to a `SqliteStoreError`. Other errors are returned unchanged. */
export function toStoreError(error: unknown, file: string): unknown {
  if (error instanceof SqliteStoreError) return error
  const row = CODES.find((each) => isOf(each, error))
  if (row) return new SqliteStoreError(row[2], `The database ${file} ${row[3]}`, error)
  return resultOf(error) === undefined
    ? error
    : new SqliteStoreError('failed', `The database ${file} failed`, error)
}

/**
 * Whether the operation may succeed later, because another connection holds a lock or a transaction is open on this
 * one.
 */
export function isBusy(error: unknown): boolean {
  if (error instanceof SqliteStoreError) return error.code === 'busy'
  const [busy, locked] = CODES as [(typeof CODES)[0], (typeof CODES)[0]]
  return isOf(busy, error) || isOf(locked, error) || /within a transaction/.test(String(error))
}

function isOf([code, name]: (typeof CODES)[0], error: unknown): boolean {
  const result = resultOf(error)
  return typeof result === 'number' ? (result & 0xff) === code : result?.startsWith(name) === true
}

/** The result code of node:sqlite, libsql, bun:sqlite or better-sqlite3, checked in this order. */
function resultOf(error: unknown): number | string | undefined {
  if (!(error instanceof Error)) return undefined
  const { errcode, rawCode, errno, code } = error as Error & Partial<Record<string, unknown>>
  for (const number of [errcode, rawCode, errno]) if (typeof number === 'number') return number
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return code
  // libsql reports a failure to open only in the message.
  const opening = /^ConnectionFailed\(.*: (\d+)"\)$/.exec(error.message)?.[1]
  if (opening !== undefined) return Number(opening)
  return /directory does not exist/.test(error.message) ? 'SQLITE_CANTOPEN' : undefined
}
