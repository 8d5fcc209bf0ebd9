import type { Connection } from '../database/connection.ts'
import type { WriteQueue } from '../writes/write-queue.ts'
import { dropOldTrails, TRAIL_MS } from './trails.ts'

/** Deletes expired events of ended runs, even if no further run ends. */
export class TrailSweeper {
  readonly #connection: Connection
  readonly #queue: WriteQueue
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(connection: Connection, queue: WriteQueue) {
    this.#connection = connection
    this.#queue = queue
  }

  /** Schedules a sweep. Called when a run has ended, and at the start for processes that died before they swept. */
  want(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => void this.#sweep(), TRAIL_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  async #sweep(): Promise<void> {
    this.#timer = undefined
    if (this.#connection.closed) return
    try {
      // A few threads at a time, so that other writes can proceed.
      while ((await this.#queue.write(dropOldTrails)) > 0);
      const sql = 'SELECT 1 FROM flightdeck_threads WHERE trail_at IS NOT NULL LIMIT 1'
      if (this.#connection.get(sql)) this.want()
    } catch {
      this.want()
    }
  }
}
