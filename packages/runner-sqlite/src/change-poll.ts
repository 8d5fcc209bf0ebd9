import { keyText } from '@flightdeck/run-engine'
import type { Connection } from './connection.ts'
import type { SqliteRow } from './sqlite-database.ts'
import { toKey } from './thread-rows.ts'

/** Milliseconds between looks for what other processes wrote. One look costs a few microseconds. */
const POLL_MS = 50

/** Milliseconds that it goes on looking when nobody watches: readers come and go. */
const LINGER_MS = 2_000

/** Rows read of one look and table; whoever is not woken because there are more looks again by itself. */
const MAX_CHANGES = 1_000

const CHANGED = [
  'SELECT t.owner, t.thread_id, 0 AS list FROM flightdeck_claims c JOIN flightdeck_threads t ON t.id = c.thread WHERE c.tick > ? LIMIT ?',
  'SELECT owner, thread_id, 1 AS list FROM flightdeck_threads WHERE revision > ? LIMIT ?',
  'SELECT owner, thread_id, 1 AS list FROM flightdeck_tombstones WHERE revision > ? LIMIT ?',
]

/** Options of a `ChangePoll`. */
export interface ChangePollOptions {
  /** Whether anybody watches. */
  isWatched(): boolean
  /** A thread changed, by the text of its key; so did a list, by its owner as it is kept, unless that is absent. */
  onChange(thread: string, list: string | undefined): void
}

/** Looks for what other processes wrote, while anybody watches. */
export class ChangePoll {
  readonly #connection: Connection
  readonly #options: ChangePollOptions
  #timer: ReturnType<typeof setInterval> | undefined
  #wantedUntil = 0
  #version: unknown
  #seen = 0

  constructor(connection: Connection, options: ChangePollOptions) {
    this.#connection = connection
    this.#options = options
  }

  /** Somebody reads what others write, and is likely to watch for more. */
  want(): void {
    this.#wantedUntil = Date.now() + LINGER_MS
    if (this.#timer !== undefined) return
    try {
      this.#version = this.#connection.get('PRAGMA data_version')?.data_version
      this.#seen = Number(this.#connection.get('SELECT value FROM flightdeck_counter')?.value)
    } catch {
      // The next look is the first then.
    }
    this.#timer = setInterval(() => this.#look(), POLL_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #look(): void {
    if (this.#options.isWatched()) this.#wantedUntil = Date.now() + LINGER_MS
    else if (Date.now() > this.#wantedUntil) return this.stop()
    try {
      const version = this.#connection.get('PRAGMA data_version')?.data_version
      if (version === this.#version) return
      for (const row of this.#connection.read(() => this.#changes())) {
        this.#options.onChange(
          keyText(toKey(row)),
          Number(row.list) === 1 ? (row.owner as string) : undefined,
        )
      }
      this.#version = version
    } catch {
      // A lost look delays, it never loses: the next one finds the same.
    }
  }

  #changes(): SqliteRow[] {
    const rows = CHANGED.flatMap((sql) => this.#connection.all(sql, this.#seen, MAX_CHANGES))
    this.#seen = Number(this.#connection.get('SELECT value FROM flightdeck_counter')?.value)
    return rows
  }
}
