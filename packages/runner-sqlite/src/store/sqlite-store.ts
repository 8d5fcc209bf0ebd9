import {
  type AppendRequest,
  type ChangesRequest,
  type ClaimNews,
  type ClaimRequest,
  type ClaimResult,
  type FinishRequest,
  keyText,
  type ListRequest,
  Notifier,
  type PutRequest,
  type ReadRequest,
  type ReadResult,
  type Removal,
  type RenewRequest,
  type RetainLimits,
  type RunRecord,
  type RunsRequest,
  requireDuration,
  type SeizeRequest,
  type ThreadChanges,
  type ThreadInfo,
  type ThreadKey,
  type ThreadPage,
  type ThreadStore,
  type ThreadView,
  toOwnerText,
  type UpdateRequest,
} from '@flightdeck/run-engine/store'
import { Connection } from '../database/connection.ts'
import { openDatabase, type SqliteDriver } from '../database/drivers.ts'
import { checkDatabase, type OpenDatabase, type SqliteDatabase } from '../database/sqlite-database.ts'
import { isBusy, toStoreError } from '../database/sqlite-store-error.ts'
import { DatabaseFile, removeOrphanedLog } from '../file/database-file.ts'
import { Holders } from '../processes/holders.ts'
import type { HolderRow, KeyRow, SqliteInteger } from '../schema/row-types.ts'
import { migrate } from '../schema/schema.ts'
import { Scrubber } from '../sweep/scrubber.ts'
import { TrailSweeper } from '../sweep/trail-sweeper.ts'
import { listChanges, listRuns, listThreads } from '../threads/lists.ts'
import { readRawEvents } from '../threads/raw-events.ts'
import { isBeyond, removableOf, removeThread, retainThreads } from '../threads/removals.ts'
import { findThread, toInfo, toKey, toView } from '../threads/thread-rows.ts'
import { putThread, updateThread } from '../threads/thread-updates.ts'
import { splitAppend } from '../writes/split-append.ts'
import { WriteQueue, type WriteTransaction } from '../writes/write-queue.ts'
import { ChangePoll } from './change-poll.ts'
import { Claims } from './claims.ts'

/** Options of a `SqliteStore`. Exactly one of `path` and `database` is required. */
export interface SqliteStoreOptions {
  /**
   * The file. Created if missing, but not its folder. `':memory:'` for a database that exists as long as the store.
   */
  path?: string | undefined
  /**
   * An open database of `node:sqlite`, `bun:sqlite`, `better-sqlite3` or `libsql`, or an object with the same
   * methods. Closing the store does not close it.
   */
  database?: OpenDatabase | undefined
  /**
   * The library that opens `path`. @default the first available of bun:sqlite, node:sqlite, better-sqlite3, libsql
   */
  driver?: SqliteDriver | undefined
  /** Milliseconds to wait for a lock of another process. @default 5_000 */
  busyTimeoutMs?: number | undefined
}

/**
 * Stores threads in a SQLite database: durable, and shared by all processes of one machine. Writes of one turn of the
 * event loop share a transaction. The ending of a run is on disk before it is sent.
 */
export class SqliteStore implements ThreadStore {
  readonly #connection: Connection
  readonly #ownsDatabase: boolean
  readonly #busyTimeoutMs: number
  readonly #holders = new Holders()
  readonly #claims = new Claims(this.#holders)
  readonly #threads = new Notifier<string>()
  readonly #lists = new Notifier<string>()
  readonly #file: DatabaseFile
  readonly #queue: WriteQueue
  readonly #scrubber: Scrubber
  readonly #sweeper: TrailSweeper
  readonly #poll: ChangePoll

  /**
   * Opens the database and creates or migrates its tables. Blocks while another process locks the file.
   *
   * @throws TypeError unless exactly one of `path` and `database` is given and valid; RangeError for an invalid
   * `busyTimeoutMs`; SqliteStoreError `no_driver`, `cannot_open`, `not_a_database`, `corrupt`, `read_only`,
   * `newer_schema` or `busy`
   */
  constructor({ path, database, driver, busyTimeoutMs = 5_000 }: SqliteStoreOptions) {
    if ((path === undefined) === (database === undefined)) {
      throw new TypeError('Either path or database must be given')
    }
    requireDuration('busyTimeoutMs', busyTimeoutMs)
    const file = path === undefined ? 'that was given' : `'${path}'`
    this.#busyTimeoutMs = busyTimeoutMs
    this.#ownsDatabase = database === undefined
    this.#connection = new Connection(
      database === undefined ? open(path as string, driver, file) : checkDatabase(database),
      file,
    )
    try {
      this.#connection.open(busyTimeoutMs, () => migrate(this.#connection))
    } catch (error) {
      this.#connection.close(this.#ownsDatabase)
      throw error
    }
    const reopen = (resolved: string): SqliteDatabase => open(resolved, driver, file)
    this.#file = new DatabaseFile(this.#connection, this.#ownsDatabase ? reopen : undefined)
    this.#queue = new WriteQueue(this.#connection, {
      busyTimeoutMs,
      onBegin: () => this.#file.check(),
      onCommit: (done) => {
        this.#file.drew(done.last)
        this.#notify(done)
      },
    })
    this.#scrubber = new Scrubber(this.#connection, this.#queue, this.#ownsDatabase)
    this.#scrubber.want()
    this.#sweeper = new TrailSweeper(this.#connection, this.#queue)
    this.#sweeper.want()
    this.#poll = new ChangePoll(this.#connection, {
      isWatched: () => this.#threads.hasSubscribers || this.#lists.hasSubscribers,
      onChange: (thread, list) => {
        this.#threads.notify(thread)
        if (list !== undefined) this.#lists.notify(list)
      },
    })
  }

  claim(request: ClaimRequest): Promise<ClaimResult> {
    const durable = request.answers !== undefined && request.answers.length > 0
    return this.#queue.write((transaction) => this.#claims.claim(transaction, request), { durable })
  }

  renew(request: RenewRequest): Promise<readonly (ClaimNews | undefined)[]> {
    return this.#queue.write((transaction) => this.#claims.renew(transaction, request))
  }

  seize(request: SeizeRequest): Promise<{ epoch: number; thread: ThreadView } | undefined> {
    return this.#queue.write((transaction) => this.#claims.seize(transaction, request))
  }

  abandoned(limit: number): Promise<readonly ThreadKey[]> {
    return this.#read(() => {
      const rows = this.#connection.all<KeyRow & HolderRow>(
        `SELECT t.owner, t.thread_id, c.lease_until, c.lease_ticks, c.holder, h.host, h.pid, h.started FROM flightdeck_claims c
          JOIN flightdeck_threads t ON t.id = c.thread LEFT JOIN flightdeck_holders h ON h.id = c.holder`,
      )
      return rows
        .filter((row) => this.#holders.isAbandoned(row))
        .slice(0, limit)
        .map(toKey)
    })
  }

  async append(request: AppendRequest): Promise<ClaimNews> {
    const news = await Promise.all(
      splitAppend(request).map((part) =>
        this.#queue.write((transaction) => this.#claims.append(transaction, part)),
      ),
    )
    return news.at(-1) as ClaimNews
  }

  async finish(request: FinishRequest): Promise<void> {
    await this.#queue.write((transaction) => this.#claims.finish(transaction, request), { durable: true })
    this.#claims.forget(request.key, request.epoch)
    this.#sweeper.want()
  }

  peek(key: ThreadKey): Promise<ThreadInfo | undefined> {
    return this.#read(() => {
      const row = findThread(this.#connection, key)
      return row && toInfo(row, this.#holders)
    })
  }

  get(key: ThreadKey): Promise<ThreadView | undefined> {
    return this.#read(() => {
      const row = findThread(this.#connection, key)
      return row && toView(this.#connection, row, this.#holders)
    })
  }

  read(request: ReadRequest): Promise<ReadResult> {
    this.#poll.want()
    return this.#read(() => readRawEvents(this.#connection, request))
  }

  runs(request: RunsRequest): Promise<readonly RunRecord[]> {
    return this.#read(() => listRuns(this.#connection, this.#holders, request))
  }

  requestStop(key: ThreadKey, runId: string): Promise<boolean> {
    return this.#queue.write((transaction) => this.#claims.requestStop(transaction, key, runId))
  }

  list(request: ListRequest): Promise<ThreadPage> {
    return this.#read(() => listThreads(this.#connection, this.#holders, request))
  }

  update(request: UpdateRequest): Promise<ThreadInfo | undefined> {
    return this.#queue.write((transaction) => updateThread(transaction, this.#holders, request), {
      durable: true,
    })
  }

  async remove(key: ThreadKey): Promise<boolean> {
    const removed = await this.#queue.write(
      (transaction) => {
        const row = findThread(transaction.connection, key)
        if (row === undefined) return false
        removeThread(transaction, { ...row, claim_bytes: row.c_bytes ?? 0 })
        return true
      },
      { durable: true },
    )
    if (removed) this.#scrubber.want()
    return removed
  }

  async clear(owner: string | undefined): Promise<number> {
    const text = toOwnerText(owner)
    // Threads that are created meanwhile are kept.
    const newest = await this.#read(() =>
      this.#connection.get<{ id: SqliteInteger | null }>('SELECT max(id) AS id FROM flightdeck_threads'),
    )
    const most = Number(newest?.id ?? 0)
    let count = 0
    for (;;) {
      const removed = await this.#queue.write(
        (transaction) => {
          const rows = removableOf(transaction.connection, text, most)
          for (const row of rows) removeThread(transaction, row)
          return rows.length
        },
        { durable: true },
      )
      if (removed === 0) break
      count += removed
    }
    if (count > 0) this.#scrubber.want()
    return count
  }

  put(request: PutRequest): Promise<boolean> {
    return this.#queue.write((transaction) => putThread(transaction, request), { durable: true })
  }

  async retain(limits: RetainLimits, now: number): Promise<readonly Removal[]> {
    if (!(await this.#read(() => isBeyond(this.#connection, limits, now)))) return []
    const removals = await this.#queue.write((transaction) => retainThreads(transaction, limits, now), {
      durable: true,
    })
    if (removals.length > 0) this.#scrubber.want()
    return removals
  }

  changes(request: ChangesRequest): Promise<ThreadChanges> {
    return this.#read(() => listChanges(this.#connection, this.#holders, request))
  }

  /**
   * Rewrites the file (VACUUM) to remove deleted data from unused pages. Small files are rewritten automatically
   * after deletions. Blocks the event loop, about one second for each 100 MB.
   *
   * @throws SqliteStoreError `busy` if another process is writing, `file_missing`
   */
  async compact(): Promise<void> {
    await this.#queue.idle()
    this.#file.check()
    this.#scrubber.compact()
  }

  watch(key: ThreadKey, notify: () => void): () => void {
    this.#poll.want()
    return this.#threads.subscribe(keyText(key), notify)
  }

  watchList(owner: string | undefined, notify: () => void): () => void {
    this.#poll.want()
    return this.#lists.subscribe(toOwnerText(owner), notify)
  }

  /** Completes pending writes, cleans up and closes the database unless it was passed in. */
  async close(): Promise<void> {
    if (this.#connection.closed) return
    this.#poll.stop()
    this.#sweeper.stop()
    try {
      await this.#queue.write(({ connection }) => this.#holders.leave(connection))
      await this.#scrubber.finish()
      await this.#queue.idle()
      this.#connection.all('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // A run that cannot be ended now is found abandoned later.
    }
    this.#connection.close(this.#ownsDatabase)
  }

  /** Reads a consistent state. Waits if another process holds the lock. */
  async #read<T>(work: () => T): Promise<T> {
    const patience = Date.now() + this.#busyTimeoutMs
    for (;;) {
      try {
        this.#file.check()
        return this.#connection.read(work)
      } catch (error) {
        if (!isBusy(error) || Date.now() >= patience) throw error
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
  }

  #notify({ touched, lists }: WriteTransaction): void {
    for (const thread of touched.keys()) this.#threads.notify(thread)
    for (const list of lists) this.#lists.notify(list)
  }
}

function open(path: string, driver: SqliteDriver | undefined, file: string): SqliteDatabase {
  try {
    removeOrphanedLog(path)
    return openDatabase(path, driver)
  } catch (error) {
    throw toStoreError(error, file)
  }
}
