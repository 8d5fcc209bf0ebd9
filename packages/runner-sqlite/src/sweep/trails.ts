import type { KeyRow, SqliteInteger } from '../schema/row-types.ts'
import { toKey } from '../threads/thread-rows.ts'
import type { WriteTransaction } from '../writes/write-queue.ts'

/** Milliseconds for which the events of an ended run are kept for readers of other processes. */
export const TRAIL_MS = 60_000

/** Threads whose events are deleted in one transaction. */
const BATCH = 4

/** Deletes the events of the last run of a thread. */
export function dropTrail(transaction: WriteTransaction, thread: number): void {
  const { connection } = transaction
  const row = connection.get<{ trail_base: SqliteInteger | null }>(
    'SELECT trail_base FROM flightdeck_threads WHERE id = ?',
    thread,
  )
  if (row === undefined || row.trail_base === null) return
  transaction.dirty = true
  connection.run('DELETE FROM flightdeck_events WHERE thread = ?', thread)
  connection.run('UPDATE flightdeck_threads SET trail_base = NULL, trail_at = NULL WHERE id = ?', thread)
}

/**
 * Deletes expired events of a few threads. Returns the number of threads. Slow readers receive the ending instead.
 */
export function dropOldTrails(transaction: WriteTransaction): number {
  const sql = `SELECT id, owner, thread_id FROM flightdeck_threads WHERE trail_at < ? ORDER BY trail_at LIMIT ${BATCH}`
  const rows = transaction.connection.all<KeyRow & { readonly id: SqliteInteger }>(sql, Date.now() - TRAIL_MS)
  for (const row of rows) {
    dropTrail(transaction, Number(row.id))
    transaction.touch(toKey(row))
  }
  return rows.length
}
