/** A complete log that has readers. */
export interface HeldLog {
  /** Characters of all its events. */
  readonly bytes: number
  /** Closes its readers and forgets its events. */
  drop(): void
}

/**
 * The logs of ended runs that still have readers. When they exceed a limit together, the oldest ones are dropped: their
 * readers end without an ending, and the clients resume from the store.
 *
 * The newest one is never dropped: otherwise a run larger than the limit could not be read to its end.
 *
 * Tests: `test/engine/held-logs.test.ts`.
 */
export class HeldLogs {
  readonly #max: number
  /** The oldest first. */
  readonly #logs = new Set<HeldLog>()
  #bytes = 0

  /** Holds logs of at most `max` characters. */
  constructor(max: number) {
    this.#max = max
  }

  /** Adds the complete log of an ended run, and drops older ones if they are too large together. */
  add(log: HeldLog): void {
    if (this.#logs.has(log)) return
    this.#logs.add(log)
    this.#bytes += log.bytes
    for (const oldest of this.#logs) {
      if (this.#bytes <= this.#max || oldest === log) return
      this.remove(oldest)
      oldest.drop()
    }
  }

  /** Removes a log that has no readers any more. */
  remove(log: HeldLog): void {
    if (this.#logs.delete(log)) this.#bytes -= log.bytes
  }
}
