import { type Removal, type RetainLimits, type ThreadKey, toOwnerText } from '@flightdeck/run-engine/store'
import type { Database } from '../database/database.ts'
import type { Query } from '../database/sql-client.ts'
import type { KeyRow, PgInteger, ThreadRow } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { nextRevision } from './owners.ts'
import { lockThread, toKey } from './thread-rows.ts'

/** Threads that one call of `retain` deletes at most. */
const RETAIN_BATCH = 25

/** Threads of an owner that `clear` reads at once. */
const CLEAR_BATCH = 100

/** Deletes a thread and all its data. Returns its size; undefined if it does not exist or `unless` holds. */
export async function removeThread(
  query: Query,
  tables: Tables,
  key: ThreadKey,
  unless: (row: ThreadRow) => boolean = () => false,
): Promise<number | undefined> {
  const row = await lockThread(query, tables, key)
  if (row === undefined || unless(row)) return undefined
  const id = String(row.id)
  for (const table of [tables.claims, tables.events, tables.messages, tables.runs]) {
    await query(`DELETE FROM ${table} WHERE thread = $1`, [id])
  }
  await query(`DELETE FROM ${tables.threads} WHERE id = $1`, [id])
  const revision = await nextRevision(query, tables, row.owner, { threads: -1, bytes: -Number(row.bytes) })
  await query(`INSERT INTO ${tables.tombstones} (owner, revision, thread_id) VALUES ($1, $2, $3)`, [
    row.owner,
    revision,
    row.thread_id,
  ])
  return Number(row.bytes) + Number(row.c_bytes ?? 0)
}

/** Deletes the threads that an owner has now, in transactions of one thread each. Calls `onRemoved` after each. */
export async function clearOwner(
  database: Database,
  tables: Tables,
  owner: string | undefined,
  onRemoved: (key: ThreadKey) => void,
): Promise<number> {
  // Threads that are created meanwhile are kept.
  const [newest] = await database.query<{ id: PgInteger | null }>(
    `SELECT id FROM ${tables.threads} ORDER BY id DESC LIMIT 1`,
  )
  let count = 0
  for (;;) {
    const rows = await database.query<KeyRow>(
      `SELECT owner, thread_id FROM ${tables.threads} WHERE owner = $1 AND id <= $2 LIMIT ${CLEAR_BATCH}`,
      [toOwnerText(owner), String(newest?.id ?? 0)],
    )
    if (rows.length === 0) return count
    for (const row of rows) {
      const key = toKey(row)
      const removed = await database.transaction((query) => removeThread(query, tables, key))
      if (removed === undefined) continue
      count += 1
      onRemoved(key)
    }
  }
}

/** A thread without a running run. */
interface IdleRow extends KeyRow {
  readonly active_at: PgInteger
}

/** Deletes threads beyond the limits, those inactive for longest first, in transactions of one thread each. */
export async function retainThreads(
  database: Database,
  tables: Tables,
  limits: RetainLimits,
  now: number,
): Promise<Removal[]> {
  const { maxAgeMs = Infinity, maxThreads = Infinity, maxBytes = Infinity } = limits
  const needsTotals = maxThreads !== Infinity || maxBytes !== Infinity
  const idle = await database.query<IdleRow>(
    `SELECT t.owner, t.thread_id, t.active_at FROM ${tables.threads} t
      WHERE NOT EXISTS (SELECT 1 FROM ${tables.claims} c WHERE c.thread = t.id)
      ORDER BY t.active_at LIMIT ${RETAIN_BATCH}`,
  )
  const totals = needsTotals ? await totalsOf(database, tables) : { threads: 0, bytes: 0 }
  const removals: Removal[] = []
  for (const row of idle) {
    const reason =
      Number(row.active_at) + maxAgeMs < now
        ? 'age'
        : totals.threads > maxThreads
          ? 'threads'
          : totals.bytes > maxBytes
            ? 'bytes'
            : undefined
    if (reason === undefined) break
    const key = toKey(row)
    const isInUse = (found: ThreadRow): boolean =>
      found.c_epoch !== null || String(found.active_at) !== String(row.active_at)
    const bytes = await database.transaction((query) => removeThread(query, tables, key, isInUse))
    if (bytes === undefined) continue
    totals.threads -= 1
    totals.bytes -= bytes
    removals.push({ key, reason, bytes })
  }
  return removals
}

/** The totals of the store, running runs included. Reads one row for each owner. */
async function totalsOf(database: Database, tables: Tables): Promise<{ threads: number; bytes: number }> {
  const [row] = await database.query<{ threads: PgInteger; bytes: PgInteger }>(
    `SELECT coalesce(sum(threads), 0) AS threads,
        coalesce(sum(bytes), 0) + (SELECT coalesce(sum(bytes), 0) FROM ${tables.claims}) AS bytes
      FROM ${tables.owners}`,
  )
  return { threads: Number(row?.threads), bytes: Number(row?.bytes) }
}
