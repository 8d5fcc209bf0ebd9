import { rmSync, statSync } from 'node:fs'
import type { Connection } from '../database/connection.ts'
import type { SqliteDatabase } from '../database/sqlite-database.ts'
import { SqliteStoreError } from '../database/sqlite-store-error.ts'
import { migrate } from '../schema/schema.ts'

/** Identifies a file on its machine. It stays the same when the file is renamed. */
type FileId = string

/**
 * The file of an open database. SQLite does not notice that its file was deleted or replaced: reads and writes still
 * succeed, and everything is lost when the process ends. This is checked before each use of the database, which costs a few
 * microseconds.
 */
export class DatabaseFile {
  readonly #connection: Connection
  readonly #reopen: ((path: string) => SqliteDatabase) | undefined
  /** Undefined for a database without a file. */
  readonly #path: string | undefined
  #id: FileId | undefined
  #logId: FileId | undefined
  #lastNumber = 0
  #outage: SqliteStoreError | undefined

  /**
   * @param reopen opens the file that replaced the former one. Without it, for a database that was passed in, only the
   * former file is accepted
   */
  constructor(connection: Connection, reopen?: ((path: string) => SqliteDatabase) | undefined) {
    this.#connection = connection
    this.#reopen = reopen
    this.#path = pathOf(connection)
    this.#remember()
  }

  /**
   * Checks that the file is in its place. If another file is there, continues with that one.
   *
   * @throws SqliteStoreError `file_missing`; the same object for as long as the reason is the same
   */
  check(): void {
    if (this.#path === undefined) return
    const id = idOf(this.#path)
    if (id === undefined || id !== this.#id) this.#recover(this.#path, id)
    this.#outage = undefined
  }

  /** Remembers the last number that this process drew from the counter of the database. */
  drew(number: number): void {
    this.#lastNumber = number
  }

  #recover(path: string, id: FileId | undefined): void {
    if (id === undefined) {
      if (this.#outage === undefined) this.#settleLog()
      throw this.#fail(`'${path}' was deleted or moved away while it was open`)
    }
    const reopen = this.#reopen
    if (reopen === undefined) throw this.#fail(`'${path}' was replaced while it was open`)
    try {
      this.#connection.replace(
        () => {
          this.#removeLog(path)
          return reopen(path)
        },
        () => this.#continueNumbers(),
      )
    } catch (error) {
      this.#id = undefined
      throw this.#fail(`'${path}' was replaced by a file that cannot be opened`, error)
    }
    this.#remember()
  }

  #fail(what: string, cause?: unknown): SqliteStoreError {
    const message = `The database file ${what}: put the file back, or restart to create a new one if there is none`
    if (this.#outage?.message !== message) {
      this.#outage = new SqliteStoreError('file_missing', message, cause)
    }
    return this.#outage
  }

  /** Writes the log into the file, which may have been moved away. Without its log, it would be incomplete there. */
  #settleLog(): void {
    try {
      this.#connection.all('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // The file has what was written to it before.
    }
  }

  /** Removes the log of the former file. A log of the new file is kept. */
  #removeLog(path: string): void {
    if (this.#logId === undefined || idOf(`${path}-wal`) !== this.#logId) return
    removeLog(path)
  }

  /**
   * Epochs and revisions of this process stay in the past, so that its runs cannot write to threads of the new file and
   * lists of threads are read again.
   */
  #continueNumbers(): void {
    migrate(this.#connection)
    const sql = 'UPDATE flightdeck_counter SET value = max(value, ?) + 1, forgotten = max(value, ?) + 1'
    this.#connection.run(sql, this.#lastNumber, this.#lastNumber)
  }

  #remember(): void {
    if (this.#path === undefined) return
    this.#id = idOf(this.#path)
    this.#logId = idOf(`${this.#path}-wal`)
  }
}

/**
 * Removes a write-ahead log whose database was deleted. SQLite would share its index with processes that still have the
 * deleted file open.
 */
export function removeOrphanedLog(path: string): void {
  const log = idOf(`${path}-wal`)
  if (log === undefined || idOf(path) !== undefined || idOf(`${path}-wal`) !== log) return
  removeLog(path)
}

function removeLog(path: string): void {
  rmSync(`${path}-wal`, { force: true })
  rmSync(`${path}-shm`, { force: true })
}

/** The path as the driver resolved it. Undefined for a database in memory or on a server. */
function pathOf(connection: Connection): string | undefined {
  try {
    const main = connection
      .all<{ name: string; file: string | null }>('PRAGMA database_list')
      .find(({ name }) => name === 'main')
    return main?.file || undefined
  } catch {
    return undefined
  }
}

/** Undefined if there is no file, or its folder cannot be read. An inode number is not used again while the file is open. */
function idOf(path: string): FileId | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
