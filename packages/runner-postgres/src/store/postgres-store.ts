import {
  type AppendRequest,
  type ChangesRequest,
  type ClaimNews,
  type ClaimRequest,
  type ClaimResult,
  type FinishRequest,
  type ListRequest,
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
  StaleEpochError,
  type ThreadChanges,
  type ThreadInfo,
  type ThreadKey,
  type ThreadPage,
  type ThreadStore,
  type ThreadView,
  type UpdateRequest,
} from '@flightdeck/run-engine/store'
import { Database } from '../database/database.ts'
import { type ConnectionOptions, openClient } from '../database/open-client.ts'
import type { Query, SqlClient } from '../database/sql-client.ts'
import { checkTables, migrate } from '../schema/migrate.ts'
import type { KeyRow } from '../schema/row-types.ts'
import { type Tables, tablesOf } from '../schema/tables.ts'
import { Sweeper } from '../sweep/sweeper.ts'
import { readView } from '../threads/content.ts'
import { listChanges, listRuns, listThreads } from '../threads/lists.ts'
import { readRawEvents } from '../threads/raw-events.ts'
import { clearOwner, removeThread, retainThreads } from '../threads/removals.ts'
import { findThread, toInfo, toKey } from '../threads/thread-rows.ts'
import { putThread, updateThread } from '../threads/thread-updates.ts'
import { Wakes } from '../wake/wakes.ts'
import { AppendQueue } from './append-queue.ts'
import { Claims } from './claims.ts'
import { HeldClaims } from './held-claims.ts'

/** Options of a `PostgresStore`. Exactly one of `url` and `sql` is required. */
export interface PostgresStoreOptions extends ConnectionOptions {
  /** The schema of the tables: lower-case letters, digits and underscores. @default 'flightdeck' */
  schema?: string | undefined
  /**
   * Whether to create and migrate the tables with the first statement. With `false`, run the statements of
   * `migrationSql()` yourself. @default true
   */
  migrate?: boolean | undefined
  /** Milliseconds between two statements that append events. @default 20 */
  flushMs?: number | undefined
  /**
   * Milliseconds after which a statement or a transaction fails with the error `timeout`, for example because the network was cut. If no
   * other was answered meanwhile, the connections of `url` are replaced. Migrations may take longer. @default 10_000
   */
  statementTimeoutMs?: number | undefined
}

/**
 * Stores threads in Postgres 15 or newer: durable, and shared by all processes of all machines. Events of all runs of a
 * process are appended together. The ending of a run is on disk before it is sent.
 *
 * Connects with the first call. Methods reject with `PostgresStoreError`.
 */
export class PostgresStore implements ThreadStore {
  readonly #client: SqlClient
  readonly #ownsClient: boolean
  readonly #tables: Tables
  readonly #database: Database
  readonly #query: Query
  readonly #claims: Claims
  readonly #held = new HeldClaims()
  readonly #appends: AppendQueue
  readonly #wakes: Wakes
  readonly #sweeper: Sweeper
  #closing: Promise<void> | undefined

  /**
   * @throws TypeError unless exactly one of `url` and `sql` is given and usable, and for an invalid `schema`; RangeError for
   * an invalid `flushMs` or `statementTimeoutMs`
   */
  constructor(options: PostgresStoreOptions) {
    const {
      schema = 'flightdeck',
      migrate: mayMigrate = true,
      flushMs = 20,
      statementTimeoutMs = 10_000,
    } = options
    requireDuration('flushMs', flushMs)
    requireDuration('statementTimeoutMs', statementTimeoutMs)
    this.#tables = tablesOf(schema)
    const { client, owned } = openClient(options)
    this.#client = client
    this.#ownsClient = owned
    const prepare = mayMigrate ? migrate : checkTables
    this.#database = new Database(client, () => prepare(client, this.#tables), statementTimeoutMs)
    this.#query = (text, values) => this.#database.query(text, values)
    const holder = crypto.randomUUID().slice(0, 13)
    this.#claims = new Claims(this.#tables, holder)
    this.#wakes = new Wakes({ database: this.#database, client, tables: this.#tables, holder })
    this.#appends = new AppendQueue({
      query: this.#query,
      tables: this.#tables,
      tickMs: flushMs,
      onAppended: (requests) => {
        for (const { key } of requests) this.#wakes.appended(key)
      },
    })
    this.#sweeper = new Sweeper(this.#query, this.#tables)
  }

  async claim(request: ClaimRequest): Promise<ClaimResult> {
    const result = await this.#database.transaction((query) => this.#claims.claim(query, request))
    if (!result.claimed) return result
    const { held, ...claimed } = result
    this.#held.set(request.key, held)
    this.#changedInList(request.key)
    return claimed
  }

  renew(request: RenewRequest): Promise<readonly (ClaimNews | undefined)[]> {
    return this.#claims.renew(this.#query, request)
  }

  async seize(request: SeizeRequest): Promise<{ epoch: number; thread: ThreadView } | undefined> {
    const result = await this.#database.transaction((query) => this.#claims.seize(query, request))
    if (result === undefined) return undefined
    this.#held.set(request.key, result.held)
    this.#wakes.changed(request.key, { inList: false })
    return { epoch: result.epoch, thread: result.thread }
  }

  async abandoned(limit: number): Promise<readonly ThreadKey[]> {
    const rows = await this.#query<KeyRow>(
      `SELECT t.owner, t.thread_id FROM ${this.#tables.claims} c JOIN ${this.#tables.threads} t ON t.id = c.thread
        WHERE c.lease_until <= clock_timestamp() ORDER BY c.lease_until LIMIT $1`,
      [limit],
    )
    return rows.map(toKey)
  }

  async append(request: AppendRequest): Promise<ClaimNews> {
    const { key, epoch } = request
    const thread =
      this.#held.get(key, epoch)?.thread ?? (await findThread(this.#query, this.#tables, key))?.id
    if (thread === undefined) throw new StaleEpochError(key, epoch)
    return await this.#appends.append({ thread, request })
  }

  async finish(request: FinishRequest): Promise<void> {
    const { key, epoch } = request
    const held = this.#held.get(key, epoch)
    await this.#database.transaction((query) => this.#claims.finish(query, request, held))
    this.#held.delete(key, epoch)
    this.#changedInList(key)
    this.#sweeper.want()
  }

  async peek(key: ThreadKey): Promise<ThreadInfo | undefined> {
    const row = await findThread(this.#query, this.#tables, key)
    return row && toInfo(row)
  }

  get(key: ThreadKey): Promise<ThreadView | undefined> {
    return readView(this.#query, this.#tables, key)
  }

  read(request: ReadRequest): Promise<ReadResult> {
    return readRawEvents(this.#query, this.#tables, request)
  }

  runs(request: RunsRequest): Promise<readonly RunRecord[]> {
    return listRuns(this.#query, this.#tables, request)
  }

  async requestStop(key: ThreadKey, runId: string): Promise<boolean> {
    const found = await this.#claims.requestStop(this.#query, key, runId)
    if (found) this.#wakes.changed(key, { inList: false })
    return found
  }

  list(request: ListRequest): Promise<ThreadPage> {
    return listThreads(this.#query, this.#tables, request)
  }

  async update(request: UpdateRequest): Promise<ThreadInfo | undefined> {
    const changed = await this.#database.transaction((query) => updateThread(query, this.#tables, request))
    if (changed !== undefined) this.#changedInList(request.key)
    return changed
  }

  async remove(key: ThreadKey): Promise<boolean> {
    const removed = await this.#database.transaction((query) => removeThread(query, this.#tables, key))
    if (removed !== undefined) this.#changedInList(key)
    return removed !== undefined
  }

  clear(owner: string | undefined): Promise<number> {
    return clearOwner(this.#database, this.#tables, owner, (key) => this.#changedInList(key))
  }

  async put(request: PutRequest): Promise<boolean> {
    const added = await this.#database.transaction((query) => putThread(query, this.#tables, request))
    if (added) this.#changedInList(request.key)
    return added
  }

  async retain(limits: RetainLimits, now: number): Promise<readonly Removal[]> {
    const removals = await retainThreads(this.#database, this.#tables, limits, now)
    for (const { key } of removals) this.#changedInList(key)
    return removals
  }

  changes(request: ChangesRequest): Promise<ThreadChanges> {
    return listChanges(this.#query, this.#tables, request)
  }

  watch(key: ThreadKey, notify: () => void): () => void {
    return this.#wakes.watch(key, notify)
  }

  watchList(owner: string | undefined, notify: () => void): () => void {
    return this.#wakes.watchList(owner, notify)
  }

  /** Gives up the claims that are left, and closes the connections unless the client was passed in. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#sweeper.stop()
    // A run that cannot be given up now is found abandoned when its lease has expired.
    await this.#claims.release(this.#query).catch(() => {})
    await this.#wakes.close()
    this.#database.close()
    if (this.#ownsClient) await this.#client.close?.()
  }

  #changedInList(key: ThreadKey): void {
    this.#wakes.changed(key, { inList: true })
  }
}
