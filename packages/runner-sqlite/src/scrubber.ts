import type { Connection } from './connection.ts'
import { isBusy } from './sqlite-store-error.ts'
import type { WriteQueue } from './write-queue.ts'

/** Milliseconds that deletions gather before what they leave behind is cleaned up. */
const GATHER_MS = 250

/** Pages given back in one transaction. */
const PAGES = 256

/** Tries in quick succession to get at the file while other connections use it. */
const TRIES = 20

/** A larger file is not rewritten without being asked to: the event loop would stand still for too long. */
const MAX_COMPACT_BYTES = 32 * 1024 * 1024

/** Milliseconds between two rewritings, and between later tries. */
const COMPACT_EVERY_MS = 60_000

/**
 * Cleans up behind deletions. Deleted content itself is overwritten as it is deleted; what remains are free pages,
 * which are given back to the system, copies in the write-ahead log, which is emptied, and copies that SQLite left in
 * unused parts of pages when it moved rows about: of these only rewriting the file is free.
 */
export class Scrubber {
  readonly #connection: Connection
  readonly #queue: WriteQueue
  /** Whether the file is this store's alone, and may be rewritten. */
  readonly #mayCompact: boolean
  #timer: ReturnType<typeof setTimeout> | undefined
  #scrubbing: Promise<void> | undefined
  #tries = TRIES
  #compactedAt = 0
  /** Whether the log could not be emptied, because somebody was still reading from it. */
  #logIsLeft = false

  constructor(connection: Connection, queue: WriteQueue, mayCompact: boolean) {
    this.#connection = connection
    this.#queue = queue
    this.#mayCompact = mayCompact
  }

  /** Something was deleted, or may have been by a process that did not live to clean up. */
  want(): void {
    this.#tries = TRIES
    this.#after(GATHER_MS)
  }

  /** Does at once what is left to do, for the last time. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#scrubbing
    clearTimeout(this.#timer)
    if (this.#litter() > 0) await this.#scrub(true)
  }

  /** Rewrites the file however large it is. */
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
      // A few pages at a time, so that others get their turn.
    }
    const litter = this.#litter()
    const isSmall = litter > 0 && this.#mayCompact && sizeOf(this.#connection) <= MAX_COMPACT_BYTES
    const waitMs = isSmall && !isLast ? this.#compactedAt + COMPACT_EVERY_MS - Date.now() : 0
    if (litter > 0 && waitMs <= 0) {
      if (isSmall && !this.#tryToCompact()) return this.#retry()
      // What was deleted meanwhile, perhaps by another process, counts on.
      const sql = 'UPDATE flightdeck_counter SET litter = 0 WHERE litter = ?'
      await this.#queue.write(({ connection }) => connection.run(sql, litter))
    }
    this.#emptyLog()
    if (waitMs > 0) this.#after(waitMs)
  }

  /** Empties the log, later if it cannot be now. */
  #emptyLog(): void {
    const result = this.#connection.get('PRAGMA wal_checkpoint(TRUNCATE)')
    this.#logIsLeft = Number(result?.busy) === 1
    if (this.#logIsLeft) this.#retry()
  }

  /** False if others use the file just now. */
  #tryToCompact(): boolean {
    try {
      this.compact()
      return true
    } catch (error) {
      if (!isBusy(error)) throw error
      return false
    }
  }

  /** Deletions that were not cleaned up behind. */
  #litter(): number {
    try {
      return Number(this.#connection.get('SELECT litter FROM flightdeck_counter')?.litter)
    } catch {
      return 0
    }
  }
}

/** Gives some free pages back. Whether there are more. */
function giveBack(connection: Connection): boolean {
  const before = pragma(connection, 'freelist_count')
  if (before === 0) return false
  // It gives no rows, and better-sqlite3 refuses to ask such a statement for any.
  connection.exec(`PRAGMA incremental_vacuum(${PAGES})`)
  const after = pragma(connection, 'freelist_count')
  // A file that was created otherwise keeps its free pages, which hold nothing but zeros.
  return after > 0 && after < before
}

function sizeOf(connection: Connection): number {
  return pragma(connection, 'page_count') * pragma(connection, 'page_size')
}

function pragma(connection: Connection, name: string): number {
  return Number(connection.get(`PRAGMA ${name}`)?.[name])
}
