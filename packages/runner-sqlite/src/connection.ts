import type { SqliteDatabase, SqliteRow, SqliteStatement, SqliteValue } from './sqlite-database.ts'
import { isBusy, SqliteStoreError, toStoreError } from './sqlite-store-error.ts'

/**
 * Milliseconds that SQLite itself waits for a lock once the store is open. It waits inside a synchronous call, so this
 * is short; the store goes on waiting by timers.
 */
const NATIVE_BUSY_MS = 20

/** One connection to the database: prepared statements that are kept, transactions, errors of one kind. */
export class Connection {
  /** The file's name, for messages. */
  readonly file: string
  readonly #database: SqliteDatabase
  readonly #statements = new Map<string, SqliteStatement>()
  #synchronous: 'NORMAL' | 'FULL' | undefined
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
   * Sets the connection up. Called once, before anything else.
   *
   * @param busyTimeoutMs how long another process may keep the file locked meanwhile
   */
  open(busyTimeoutMs: number, prepare: () => void): void {
    const patience = Date.now() + busyTimeoutMs
    this.#patiently(patience, () => {
      this.exec(`PRAGMA busy_timeout = ${NATIVE_BUSY_MS}`)
      // Reading tells a damaged or foreign file before anything is written to it.
      this.get('SELECT count(*) FROM sqlite_master')
      // Only a file without tables takes this.
      this.exec('PRAGMA auto_vacuum = INCREMENTAL')
      this.all('PRAGMA journal_mode = WAL')
      this.all('PRAGMA secure_delete = ON')
      this.exec('PRAGMA temp_store = MEMORY')
      this.all('PRAGMA journal_size_limit = 16777216')
      prepare()
    })
  }

  exec(sql: string): void {
    this.#call(() => this.#database.exec(sql))
  }

  run(sql: string, ...values: SqliteValue[]): void {
    this.#call(() => this.#statement(sql).run(...values))
  }

  get(sql: string, ...values: SqliteValue[]): SqliteRow | undefined {
    return this.#call(() => (this.#statement(sql).get(...values) ?? undefined) as SqliteRow | undefined)
  }

  all(sql: string, ...values: SqliteValue[]): SqliteRow[] {
    return this.#call(() => this.#statement(sql).all(...values) as SqliteRow[])
  }

  /** Reads in one transaction, so that several statements see the same. */
  read<T>(work: () => T): T {
    this.run('BEGIN')
    try {
      return work()
    } finally {
      this.rollback()
    }
  }

  /** Begins to write. What is `durable` is on the disk, not only with the system, when it is committed. */
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

  /** Ends a transaction without a trace. SQLite may have done so by itself after some errors. */
  rollback(): void {
    try {
      this.#database.exec('ROLLBACK')
    } catch {
      // There was none.
    }
  }

  /** @param database whether the database is closed too, because it was opened for this connection */
  close(database: boolean): void {
    if (this.#closed) return
    this.#closed = true
    for (const statement of this.#statements.values()) statement.finalize?.()
    this.#statements.clear()
    if (database) this.#database.close()
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

  /** Tries again while another process, which opens the file as well, holds its lock. */
  #patiently(until: number, work: () => void): void {
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
