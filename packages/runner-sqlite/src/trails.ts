import { toKey } from './thread-rows.ts'
import type { WriteTransaction } from './write-queue.ts'

/** Milliseconds that the raw events of an ended run are held, for readers in other processes. */
export const TRAIL_MS = 60_000

/** Threads whose raw events are dropped in one go. */
const BATCH = 4

/** Drops the raw events of a thread's last run, if they are still held. */
export function dropTrail(transaction: WriteTransaction, thread: number): void {
  const { connection } = transaction
  const row = connection.get('SELECT trail_base FROM flightdeck_threads WHERE id = ?', thread)
  if (row === undefined || row.trail_base === null) return
  transaction.dirty = true
  connection.run('DELETE FROM flightdeck_events WHERE thread = ?', thread)
  connection.run('UPDATE flightdeck_threads SET trail_base = NULL, trail_at = NULL WHERE id = ?', thread)
}

/**
 * Drops raw events that have been held for long enough, of a few threads, and says of how many. Readers that are late
 * find the end.
 */
export function dropOldTrails(transaction: WriteTransaction): number {
  const sql = `SELECT id, owner, thread_id FROM flightdeck_threads WHERE trail_at < ? ORDER BY trail_at LIMIT ${BATCH}`
  const rows = transaction.connection.all(sql, Date.now() - TRAIL_MS)
  for (const row of rows) {
    dropTrail(transaction, Number(row.id))
    transaction.touch(toKey(row))
  }
  return rows.length
}
