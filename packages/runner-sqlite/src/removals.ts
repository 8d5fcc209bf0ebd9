import type { Removal, RetainLimits } from '@flightdeck/run-engine'
import type { Connection } from './connection.ts'
import type { SqliteRow } from './sqlite-database.ts'
import { toKey } from './thread-rows.ts'
import type { WriteTransaction } from './write-queue.ts'

/** Threads that one transaction deletes at most. */
export const REMOVE_BATCH = 25

/** Deletions remembered, for lists that are kept up to date; beyond, the older half is forgotten. */
const MAX_TOMBSTONES = 10_000

const TABLES = ['messages', 'states', 'interrupts', 'runs', 'claims', 'events']

/**
 * Deletes a thread and everything of it.
 *
 * @param row with `id`, `owner`, `thread_id`, `bytes` and `claim_bytes`
 */
export function removeThread(transaction: WriteTransaction, row: SqliteRow): void {
  const { connection } = transaction
  const id = Number(row.id)
  const key = toKey(row)
  transaction.count(-1, -bytesOf(row))
  for (const table of TABLES) connection.run(`DELETE FROM flightdeck_${table} WHERE thread = ?`, id)
  connection.run('DELETE FROM flightdeck_threads WHERE id = ?', id)
  connection.run(
    'INSERT INTO flightdeck_tombstones (revision, owner, thread_id) VALUES (?, ?, ?)',
    transaction.changed(key),
    row.owner as string,
    row.thread_id as string,
  )
  connection.run('UPDATE flightdeck_counter SET tombstones = tombstones + 1, litter = litter + 1')
  forgetTombstones(connection)
}

/** Removable threads of one owner, of those that were there when `most` was the greatest id. */
export function removableOf(connection: Connection, owner: string, most: number): SqliteRow[] {
  const sql = `${SELECT_REMOVABLE} WHERE t.owner = ? AND t.id <= ? LIMIT ${REMOVE_BATCH}`
  return connection.all(sql, owner, most)
}

/** What `removeThread` needs of a thread. */
export const SELECT_REMOVABLE: string = `
  SELECT t.id, t.owner, t.thread_id, t.bytes, t.active_at, coalesce(c.bytes, 0) AS claim_bytes
  FROM flightdeck_threads t LEFT JOIN flightdeck_claims c ON c.thread = t.id`

/** Deletes threads beyond the limits, the ones inactive for longest first. */
export function retainThreads(transaction: WriteTransaction, limits: RetainLimits, now: number): Removal[] {
  const { connection } = transaction
  const { maxAgeMs = Infinity, maxThreads = Infinity, maxBytes = Infinity } = limits
  const sql = `${SELECT_REMOVABLE} WHERE c.thread IS NULL ORDER BY t.active_at LIMIT ${REMOVE_BATCH}`
  const removals: Removal[] = []
  for (const row of connection.all(sql)) {
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

/** Whether `retainThreads` may have something to do; this only reads. */
export function isBeyond(connection: Connection, limits: RetainLimits, now: number): boolean {
  const { maxAgeMs = Infinity, maxThreads = Infinity, maxBytes = Infinity } = limits
  const totals = connection.get('SELECT threads, bytes FROM flightdeck_counter')
  if (Number(totals?.threads) > maxThreads || Number(totals?.bytes) > maxBytes) return true
  const oldest = connection.get('SELECT min(active_at) AS at FROM flightdeck_threads')?.at
  return typeof oldest !== 'object' && Number(oldest) + maxAgeMs < now
}

function bytesOf(row: SqliteRow): number {
  return Number(row.bytes) + Number(row.claim_bytes)
}

function forgetTombstones(connection: Connection): void {
  const { tombstones } = connection.get('SELECT tombstones FROM flightdeck_counter') as SqliteRow
  if (Number(tombstones) <= MAX_TOMBSTONES) return
  const half = MAX_TOMBSTONES / 2
  const last = connection.get(
    `SELECT revision FROM flightdeck_tombstones ORDER BY revision LIMIT 1 OFFSET ${half - 1}`,
  )
  const revision = Number(last?.revision)
  connection.run('DELETE FROM flightdeck_tombstones WHERE revision <= ?', revision)
  connection.run(`UPDATE flightdeck_counter SET tombstones = tombstones - ${half}, forgotten = ?`, revision)
}
