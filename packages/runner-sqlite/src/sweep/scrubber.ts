import type { Connection } from '../database/connection.ts'
import { isBusy } from '../database/sqlite-store-error.ts'
import type { CounterRow } from '../schema/row-types.ts'
import type { WriteQueue } from '../writes/write-queue.ts'

/** Milliseconds for which deletions are collected before cleaning up. */
const GATHER_MS = 250

/** Pages that one transaction releases. */
const PAGES = 256

/** Quick attempts to lock the file while other connections use it. */
const TRIES = 20

/** Larger files are not rewritten automatically, because that would block the event loop for too long. */
const MAX_COMPACT_BYTES = 32 * 1024 * 1024

/** Milliseconds between two rewrites, and between later attempts. */
const COMPACT_EVERY_MS = 60_000

/**
 * Cleans up after deletions. Deleted content is overwritten at once. What remains are free pages, which are released;
 * copies in the write-ahead log, which is truncated; and copies in unused parts of pages, which only rewriting the
 * file removes.
 */
export class Scrubber {
  readonly #connection: Connection
  readonly #queue: WriteQueue
  /** Whether the file belongs to this store alone and may be rewritten. */
  readonly #mayCompact: boolean
  #timer: ReturnType<typeof setTimeout> | undefined
  #scrubbing: Promise<void> | undefined
  #tries = TRIES
  #compactedAt = 0
  /** Whether the log could not be truncated because of a reader. */
  #logIsLeft = false

  constructor(connection: Connection, queue: WriteQueue, mayCompact: boolean) {
    this.#connection = connection
    this.#queue = queue
    this.#mayCompact = mayCompact
  }

  /** Schedules a cleanup. Called after deletions, and at the start for processes that died before theirs. */
  want(): void {
    this.#tries = TRIES
    this.#after(GATHER_MS)
  }

  /** Runs the remaining cleanup at once, for the last time. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#scrubbing
    clearTimeout(this.#timer)
    if (this.#litter() > 0) await this.#scrub(true)
  }

  /** Rewrites the file, whatever its size. */
  compact(): void {
    this.#connection.exec('VACUUM')
    this.#compactedAt = Date.now()
    this.#emptyLog()
  }

  #after(ms: number): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#connection.closed || (this.#litter() === 0 && !this.#logIsLeft)) return
      this.#scrubbing = this.#scrub(false).catch(() => this.#retry())
    }, ms)
    this.#timer.unref()
  }

  #retry(): void {
    this.#tries -= 1
    this.#after(this.#tries > 0 ? GATHER_MS : COMPACT_EVERY_MS)
  }

  async #scrub(isLast: boolean): Promise<void> {
    while (await this.#queue.write(({ connection }) => giveBack(connection))) {
      // A few pages at a time, so that other writes can proceed.
    }
    const litter = this.#litter()
    const isSmall = litter > 0 && this.#mayCompact && sizeOf(this.#connection) <= MAX_COMPACT_BYTES
    const waitMs = isSmall && !isLast ? this.#compactedAt + COMPACT_EVERY_MS - Date.now() : 0
    if (litter > 0 && waitMs <= 0) {
      if (isSmall && !this.#tryToCompact()) return this.#retry()
      // Deletions that happened meanwhile, perhaps in another process, still count.
      const sql = 'UPDATE flightdeck_counter SET litter = 0 WHERE litter = ?'
      await this.#queue.write(({ connection }) => connection.run(sql, litter))
    }
    this.#emptyLog()
    if (waitMs > 0) this.#after(waitMs)
  }

  /** Truncates the log, later if it is in use. */
  #emptyLog(): void {
    const result = this.#connection.get('PRAGMA wal_checkpoint(TRUNCATE)')
    this.#logIsLeft = Number(result?.busy) === 1
    if (this.#logIsLeft) this.#retry()
  }

  /** Returns false if the file is in use. */
  #tryToCompact(): boolean {
    try {
      this.compact()
      return true
    } catch (error) {
      if (!isBusy(error)) throw error
      return false
    }
  }

  /** Deletions that were not cleaned up yet. */
  #litter(): number {
    try {
      return Number(this.#connection.get<CounterRow>('SELECT litter FROM flightdeck_counter')?.litter)
    } catch {
      return 0
    }
  }
}

/** Releases some free pages. Returns whether there are more. */
function giveBack(connection: Connection): boolean {
  const before = pragma(connection, 'freelist_count')
  if (before === 0) return false
  // The statement returns no rows, and better-sqlite3 rejects reading rows from it.
  connection.exec(`PRAGMA incremental_vacuum(${PAGES})`)
  const after = pragma(connection, 'freelist_count')
  // A file with other settings keeps its free pages, which contain zeros.
  return after > 0 && after < before
}

function sizeOf(connection: Connection): number {
  return pragma(connection, 'page_count') * pragma(connection, 'page_size')
}

function pragma(connection: Connection, name: string): number {
  return Number(connection.get(`PRAGMA ${name}`)?.[name])
}
