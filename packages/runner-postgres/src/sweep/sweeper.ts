import type { Query } from '../database/sql-client.ts'
import type { PgInteger } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'

/** Seconds for which the events of an ended run are kept for readers of other processes. */
const TRAIL_S = 60

/** Seconds for which the ids of deleted threads are kept for changes of lists. */
const TOMBSTONE_S = 24 * 3_600

/** Milliseconds between two sweeps. */
const EVERY_MS = 30_000

/** Rows of one statement, so that no lock is held for long. */
const BATCH = 100

/** Deletes events of ended runs and old tombstones in the background, while the store is used. */
export class Sweeper {
  readonly #query: Query
  readonly #tables: Tables
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopped = false

  constructor(query: Query, tables: Tables) {
    this.#query = query
    this.#tables = tables
  }

  /** Schedules a sweep. */
  want(): void {
    if (this.#stopped || this.#timer !== undefined) return
    this.#timer = setTimeout(() => void this.#sweep(), EVERY_MS)
    this.#timer.unref?.()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  async #sweep(): Promise<void> {
    try {
      while (!this.#stopped && (await sweepTrails(this.#query, this.#tables)) === BATCH);
      while (!this.#stopped && (await sweepTombstones(this.#query, this.#tables)) === BATCH);
    } catch {
      // The next sweep finds the same rows.
    }
    this.#timer = undefined
    const [left] = await this.#query<{ found: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM ${this.#tables.threads} WHERE trail_at IS NOT NULL) AS found`,
    ).catch(() => [{ found: true }])
    if (left?.found) this.want()
  }
}

/** Deletes the events of some ended runs. Returns the number of threads. */
async function sweepTrails(query: Query, { threads, events }: Tables): Promise<number> {
  const rows = await query<{ id: PgInteger }>(
    `WITH old AS (
        SELECT id FROM ${threads} WHERE trail_at < clock_timestamp() - $1 * interval '1 second'
        ORDER BY trail_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
      ), gone AS (
        DELETE FROM ${events} e USING old WHERE e.thread = old.id
      )
      UPDATE ${threads} t SET trail_base = NULL, trail_at = NULL FROM old WHERE t.id = old.id RETURNING t.id`,
    [TRAIL_S],
  )
  return rows.length
}

/** Deletes some old tombstones. Readers of changes that are older must read the whole list. Returns their number. */
async function sweepTombstones(query: Query, { tombstones, owners }: Tables): Promise<number> {
  const rows = await query(
    `WITH old AS (
        SELECT owner, revision FROM ${tombstones} WHERE deleted_at < clock_timestamp() - $1 * interval '1 second'
        ORDER BY deleted_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
      ), forgotten AS (
        UPDATE ${owners} o SET forgotten = greatest(o.forgotten, g.revision)
        FROM (SELECT owner, max(revision) AS revision FROM old GROUP BY owner) AS g WHERE o.owner = g.owner
      )
      DELETE FROM ${tombstones} d USING old WHERE d.owner = old.owner AND d.revision = old.revision
      RETURNING d.revision`,
    [TOMBSTONE_S],
  )
  return rows.length
}
