import type { Connection } from './connection.ts'
import { dropOldTrails, TRAIL_MS } from './trails.ts'
import type { WriteQueue } from './write-queue.ts'

/** Drops raw events that have been held for long enough, also where no further run ends that would do it in passing. */
export class TrailSweeper {
  readonly #connection: Connection
  readonly #queue: WriteQueue
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(connection: Connection, queue: WriteQueue) {
    this.#connection = connection
    this.#queue = queue
  }

  /** A run has ended, or may have in a process that did not live to sweep. */
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
      // A few threads at a time, so that others get their turn.
      while ((await this.#queue.write(dropOldTrails)) > 0);
      const sql = 'SELECT 1 FROM flightdeck_threads WHERE trail_at IS NOT NULL LIMIT 1'
      if (this.#connection.get(sql)) this.want()
    } catch {
      this.want()
    }
  }
}
