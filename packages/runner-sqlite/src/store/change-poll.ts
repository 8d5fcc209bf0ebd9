import { keyText } from '@flightdeck/run-engine/store'
import type { Connection } from '../database/connection.ts'
import type { CounterRow, KeyRow, SqliteInteger } from '../schema/row-types.ts'
import { toKey } from '../threads/thread-rows.ts'

/** Milliseconds between two polls for writes of other processes. One poll takes a few microseconds. */
const POLL_MS = 50

/** Milliseconds for which polling continues without subscribers, because readers often return. */
const LINGER_MS = 2_000

/** Rows that one poll reads from each table. Subscribers that are not notified poll themselves. */
const MAX_CHANGES = 1_000

const CHANGED = [
  'SELECT t.owner, t.thread_id, 0 AS list FROM flightdeck_claims c JOIN flightdeck_threads t ON t.id = c.thread WHERE c.tick > ? LIMIT ?',
  'SELECT owner, thread_id, 1 AS list FROM flightdeck_threads WHERE revision > ? LIMIT ?',
  'SELECT owner, thread_id, 1 AS list FROM flightdeck_tombstones WHERE revision > ? LIMIT ?',
]

type ChangedRow = KeyRow & { readonly list: SqliteInteger }

/** Options of a `ChangePoll`. */
export interface ChangePollOptions {
  /** Whether there are subscribers. */
  isWatched(): boolean
  /** Called when a thread changed, with the text of its key, and if a list changed as well, with the stored owner. */
  onChange(thread: string, list: string | undefined): void
}

/** Polls for writes of other processes while there are subscribers. */
export class ChangePoll {
  readonly #connection: Connection
  readonly #options: ChangePollOptions
  #timer: ReturnType<typeof setInterval> | undefined
  #activeUntil = 0
  #version: unknown
  #seen = 0

  constructor(connection: Connection, options: ChangePollOptions) {
    this.#connection = connection
    this.#options = options
  }

  /** Starts polling: a reader of another process's run will subscribe. */
  want(): void {
    this.#activeUntil = Date.now() + LINGER_MS
    if (this.#timer !== undefined) return
    try {
      this.#version = this.#connection.get('PRAGMA data_version')?.data_version
      this.#seen = Number(this.#connection.get<CounterRow>('SELECT value FROM flightdeck_counter')?.value)
    } catch {
      // The next poll is the first one again.
    }
    this.#timer = setInterval(() => this.#poll(), POLL_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #poll(): void {
    if (this.#options.isWatched()) this.#activeUntil = Date.now() + LINGER_MS
    else if (Date.now() > this.#activeUntil) return this.stop()
    try {
      const version = this.#connection.get('PRAGMA data_version')?.data_version
      if (version === this.#version) return
      for (const row of this.#connection.read(() => this.#changes())) {
        this.#options.onChange(keyText(toKey(row)), Number(row.list) === 1 ? row.owner : undefined)
      }
      this.#version = version
    } catch {
      // A failed poll only delays: the next one finds the same changes.
    }
  }

  #changes(): ChangedRow[] {
    const rows = CHANGED.flatMap((sql) => this.#connection.all<ChangedRow>(sql, this.#seen, MAX_CHANGES))
    this.#seen = Number(this.#connection.get<CounterRow>('SELECT value FROM flightdeck_counter')?.value)
    return rows
  }
}
