import { type InterruptRecord, storedSize } from '@flightdeck/run-engine/store'
import type { WriteTransaction } from '../writes/write-queue.ts'

/** Replaces the interrupts of a thread. */
export function writeInterrupts(
  transaction: WriteTransaction,
  thread: number,
  before: readonly InterruptRecord[],
  after: readonly InterruptRecord[],
): void {
  const known = textOf(before)
  const text = textOf(after)
  if (text === known) return
  const { connection } = transaction
  if (text === '') connection.run('DELETE FROM flightdeck_interrupts WHERE thread = ?', thread)
  else
    connection.run('INSERT OR REPLACE INTO flightdeck_interrupts (thread, json) VALUES (?, ?)', thread, text)
  const grown = storedSize({ interrupts: after }) - storedSize({ interrupts: before })
  connection.run('UPDATE flightdeck_threads SET bytes = bytes + ? WHERE id = ?', grown, thread)
  transaction.count(0, grown)
}

function textOf(interrupts: readonly InterruptRecord[]): string {
  return interrupts.length === 0 ? '' : JSON.stringify(interrupts)
}
