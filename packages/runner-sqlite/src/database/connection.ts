import type { SqliteDatabase, SqliteRow, SqliteStatement, SqliteValue } from './sqlite-database.ts'
import { isBusy, SqliteStoreError, toStoreError } from './sqlite-store-error.ts'

/**
 * Milliseconds for which SQLite itself waits for a lock once the store is open. Short, because the wait blocks; the
 * store then retries with timers.
 */
const NATIVE_BUSY_MS = 20

/** A connection to the database: cached prepared statements, transactions, and errors as `SqliteStoreError`. */
export class Connection {
  /** The file's name, for messages. */
  readonly file: string
  #database: SqliteDatabase
  readonly #statements = new Map<string, SqliteStatement>()
  #synchronous: 'NORMAL' | 'FULL' | undefined
  #isOpen = true
  #closed = false

  constructor(database: SqliteDatabase, file: string) {
    this.#database = database
    this.file = file
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#closed
  }

  /**
   * Configures the connection. Called once, first.
   *
   * @param busyTimeoutMs how long to wait for a lock of another process meanwhile
   */
  open(busyTimeoutMs: number, prepare: () => void): void {
    const deadline = Date.now() + busyTimeoutMs
    this.#retryWhileBusy(deadline, () => {
      this.exec(`PRAGMA busy_timeout = ${NATIVE_BUSY_MS}`)
      // Read first, to detect a damaged or foreign file before writing.
      this.get('SELECT count(*) FROM sqlite_master')
      // Takes effect only in a file without tables.
      this.exec('PRAGMA auto_vacuum = INCREMENTAL')
      this.all('PRAGMA journal_mode = WAL')
      this.all('PRAGMA secure_delete = ON')
      this.exec('PRAGMA temp_store = MEMORY')
      this.all('PRAGMA journal_size_limit = 16777216')
      prepare()
    })
  }

  /**
   * Closes the database and continues with the one that `open` returns. If it throws, the connection has no database until
   * the next call.
   */
  replace(open: () => SqliteDatabase, prepare: () => void): void {
    this.#release(true)
    this.#database = open()
    this.#isOpen = true
    this.#synchronous = undefined
    this.open(0, prepare)
  }

  exec(sql: string): void {
    this.#call(() => this.#database.exec(sql))
  }

  run(sql: string, ...values: SqliteValue[]): void {
    this.#call(() => this.#statement(sql).run(...values))
  }

  /** The first row, typed by the caller: `get<CounterRow>('SELECT …')`. */
  get<Row extends object = SqliteRow>(sql: string, ...values: SqliteValue[]): Row | undefined {
    return this.#call(() => (this.#statement(sql).get(...values) ?? undefined) as Row | undefined)
  }

  /** All rows, typed by the caller. */
  all<Row extends object = SqliteRow>(sql: string, ...values: SqliteValue[]): Row[] {
    return this.#call(() => this.#statement(sql).all(...values) as Row[])
  }

  /** Reads in one transaction, so that all statements see the same state. */
  read<T>(work: () => T): T {
    this.run('BEGIN')
    try {
      return work()
    } finally {
      this.rollback()
    }
  }

  /** Begins a write transaction. With `durable`, the commit waits for the disk. */
  begin(durable: boolean): void {
    const synchronous = durable ? 'FULL' : 'NORMAL'
    if (this.#synchronous !== synchronous) {
      this.exec(`PRAGMA synchronous = ${synchronous}`)
      this.#synchronous = synchronous
    }
    this.run('BEGIN IMMEDIATE')
  }

  commit(): void {
    this.run('COMMIT')
  }

  /** Rolls back a transaction. SQLite may already have done so after some errors. */
  rollback(): void {
    try {
      this.#database.exec('ROLLBACK')
    } catch {
      // No transaction was open.
    }
  }

  /** @param database whether to close the database too, because it was opened for this connection */
  close(database: boolean): void {
    if (this.#closed) return
    this.#closed = true
    this.#release(database)
  }

  #release(database: boolean): void {
    for (const statement of this.#statements.values()) statement.finalize?.()
    this.#statements.clear()
    if (database && this.#isOpen) this.#database.close()
    this.#isOpen &&= !database
  }

  #statement(sql: string): SqliteStatement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #call<T>(work: () => T): T {
    if (this.#closed) throw new SqliteStoreError('closed', `The store over ${this.file} is closed`)
    try {
      return work()
    } catch (error) {
      throw toStoreError(error, this.file)
    }
  }

  /** Retries while another process that opens the file holds its lock. */
  #retryWhileBusy(until: number, work: () => void): void {
    for (;;) {
      try {
        return work()
      } catch (error) {
        this.rollback()
        if (!isBusy(error) || Date.now() >= until) throw error
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NATIVE_BUSY_MS)
      }
    }
  }
}
