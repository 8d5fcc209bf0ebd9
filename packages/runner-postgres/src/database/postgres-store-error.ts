import type { StoreUnavailability } from '@flightdeck/run-engine/store'

/**
 * The kinds of errors: the server cannot be reached or is shutting down; it takes no writes; a statement took too long;
 * the tables are missing; the tables are from a newer version; the store is closed; any other error of Postgres.
 */
export type PostgresStoreErrorCode =
  | 'unreachable'
  | 'read_only'
  | 'timeout'
  | 'no_tables'
  | 'newer_schema'
  | 'closed'
  | 'failed'

/** The kinds that may go away, and what does not work until then. */
const UNAVAILABLE: Partial<Record<PostgresStoreErrorCode, StoreUnavailability>> = {
  unreachable: 'all',
  read_only: 'writes',
  timeout: 'busy',
}

/** Thrown when a statement fails. `cause` is the error of the client. */
export class PostgresStoreError extends Error {
  override readonly name: string = 'PostgresStoreError'
  /** The kind of error. */
  readonly code: PostgresStoreErrorCode
  /** What does not work at the moment, for errors that may go away. Requests are then answered with 503. */
  readonly unavailable: StoreUnavailability | undefined

  /** @param cause the error of the client */
  constructor(code: PostgresStoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.unavailable = UNAVAILABLE[code]
  }
}

/** SQLSTATE codes or classes, and codes of clients and sockets, that are distinguished. */
const KINDS: readonly [RegExp, PostgresStoreErrorCode, string][] = [
  [/^25P03$/, 'unreachable', 'Postgres has ended a transaction that was idle'],
  [/^(57014|55P03)$/, 'timeout', 'A statement took too long'],
  [/^(25006|53100)$/, 'read_only', 'Postgres takes no writes at the moment'],
  [/^(08|57P|53)/, 'unreachable', 'Postgres cannot be reached'],
  [
    /^(ECONN|EPIPE$|EHOST|ENET|ETIMEDOUT$|ENOTFOUND$|EAI_AGAIN$|CONNECT_TIMEOUT$|CONNECTION_|ENOENT$)/,
    'unreachable',
    'Postgres cannot be reached',
  ],
]

/** Messages of `pg` for a lost connection, which has no code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/

/** Converts an error of a client to a `PostgresStoreError`. Errors that are not of Postgres are returned unchanged. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof PostgresStoreError || !(error instanceof Error)) return error
  const code = codeOf(error)
  if (code === undefined) {
    return LOST.test(error.message)
      ? new PostgresStoreError('unreachable', 'Postgres cannot be reached', error)
      : error
  }
  const kind = KINDS.find(([pattern]) => pattern.test(code))
  if (kind) return new PostgresStoreError(kind[1], kind[2], error)
  return isSqlState(code) ? new PostgresStoreError('failed', `A statement failed (${code})`, error) : error
}

/** Whether a transaction failed because of another one, and may be run again. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

/** Whether a statement failed because of a value, such as a text that Postgres cannot store. */
export function isBadValue(error: unknown): boolean {
  return codeOf(error instanceof PostgresStoreError ? error.cause : error)?.startsWith('22') === true
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code)
}
