import type { InterruptRecord } from '@flightdeck/run-engine'
import type { WriteTransaction } from './write-queue.ts'

/** Keeps what a thread remembers. */
export function writeInterrupts(
  { connection }: WriteTransaction,
  thread: number,
  interrupts: readonly InterruptRecord[],
): void {
  if (interrupts.length === 0) {
    connection.run('DELETE FROM flightdeck_interrupts WHERE thread = ?', thread)
  } else {
    const sql = 'INSERT OR REPLACE INTO flightdeck_interrupts (thread, json) VALUES (?, ?)'
    connection.run(sql, thread, JSON.stringify(interrupts))
  }
}
