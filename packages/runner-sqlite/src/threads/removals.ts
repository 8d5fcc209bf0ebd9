import type { Removal, RetainLimits } from '@flightdeck/run-engine/store'
import type { Connection } from '../database/connection.ts'
import type { CounterRow, RemovableRow, SqliteInteger } from '../schema/row-types.ts'
import type { WriteTransaction } from '../writes/write-queue.ts'
import { toKey } from './thread-rows.ts'

/** Maximum number of threads that one transaction deletes. */
export const REMOVE_BATCH = 25

/** Deletions that are kept for changes of lists. Beyond that, the older half is removed. */
const MAX_TOMBSTONES = 10_000

const TABLES = ['messages', 'states', 'interrupts', 'runs', 'claims', 'events']

/** Deletes a thread and all its data. */
export function removeThread(transaction: WriteTransaction, row: RemovableRow): void {
  const { connection } = transaction
  const id = Number(row.id)
  const key = toKey(row)
  transaction.count(-1, -bytesOf(row))
  for (const table of TABLES) connection.run(`DELETE FROM flightdeck_${table} WHERE thread = ?`, id)
  connection.run('DELETE FROM flightdeck_threads WHERE id = ?', id)
  connection.run(
    'INSERT INTO flightdeck_tombstones (revision, owner, thread_id) VALUES (?, ?, ?)',
    transaction.changed(key),
    row.owner,
    row.thread_id,
  )
  connection.run('UPDATE flightdeck_counter SET tombstones = tombstones + 1, litter = litter + 1')
  forgetTombstones(connection)
}

/** Threads of one owner to delete, with ids up to `most`. */
export function removableOf(connection: Connection, owner: string, most: number): RemovableRow[] {
  const sql = `${SELECT_REMOVABLE} WHERE t.owner = ? AND t.id <= ? LIMIT ${REMOVE_BATCH}`
  return connection.all<RemovableRow>(sql, owner, most)
}

/** Selects the columns that `removeThread` needs. */
export const SELECT_REMOVABLE: string = `
  SELECT t.id, t.owner, t.thread_id, t.bytes, t.active_at, coalesce(c.bytes, 0) AS claim_bytes
  FROM flightdeck_threads t LEFT JOIN flightdeck_claims c ON c.thread = t.id`

/** Deletes threads beyond the limits, those inactive for longest first. */
export function retainThreads(transaction: WriteTransaction, limits: RetainLimits, now: number): Removal[] {
  const { connection } = transaction
  const { maxAgeMs = Infinity, maxThreads = Infinity, maxBytes = Infinity } = limits
  const sql = `${SELECT_REMOVABLE} WHERE c.thread IS NULL ORDER BY t.active_at LIMIT ${REMOVE_BATCH}`
  const removals: Removal[] = []
  for (const row of connection.all<RemovableRow>(sql)) {
    const { threads, bytes } = transaction.totals()
    const reason =
      Number(row.active_at) + maxAgeMs < now
        ? 'age'
        : threads > maxThreads
          ? 'threads'
          : bytes > maxBytes
            ? 'bytes'
            : undefined
    if (reason === undefined) break
    removals.push({ key: toKey(row), reason, bytes: bytesOf(row) })
    removeThread(transaction, row)
  }
  return removals
}

/** Whether threads may be beyond the limits. Only reads. */
export function isBeyond(connection: Connection, limits: RetainLimits, now: number): boolean {
  const { maxAgeMs = Infinity, maxThreads = Infinity, maxBytes = Infinity } = limits
  const totals = connection.get<CounterRow>('SELECT threads, bytes FROM flightdeck_counter')
  if (Number(totals?.threads) > maxThreads || Number(totals?.bytes) > maxBytes) return true
  const sql = 'SELECT min(active_at) AS at FROM flightdeck_threads'
  const oldest = connection.get<{ at: SqliteInteger | null }>(sql)?.at ?? null
  return oldest !== null && Number(oldest) + maxAgeMs < now
}

function bytesOf(row: RemovableRow): number {
  return Number(row.bytes) + Number(row.claim_bytes)
}

function forgetTombstones(connection: Connection): void {
  const counter = connection.get<CounterRow>('SELECT tombstones FROM flightdeck_counter')
  if (Number(counter?.tombstones) <= MAX_TOMBSTONES) return
  const half = MAX_TOMBSTONES / 2
  const last = connection.get<{ revision: SqliteInteger }>(
    `SELECT revision FROM flightdeck_tombstones ORDER BY revision LIMIT 1 OFFSET ${half - 1}`,
  )
  const revision = Number(last?.revision)
  connection.run('DELETE FROM flightdeck_tombstones WHERE revision <= ?', revision)
  connection.run(`UPDATE flightdeck_counter SET tombstones = tombstones - ${half}, forgotten = ?`, revision)
}
