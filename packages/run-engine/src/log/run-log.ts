import type { HeldLog, HeldLogs } from './held-logs.ts'
import type { LogChunk } from './log-reader.ts'
import { runLogId } from './run-cursor.ts'

/**
 * The live part of a thread's log: the encoded events of the running run. Readers are positions in it.
 *
 * Tests: `runnerConformance` of `@flightdeck/testkit`.
 */
export class RunLog implements HeldLog {
  /** The first part of every cursor into this log. */
  readonly id: string
  /** Generation of the thread's log. */
  readonly generation: string
  /** Position before the first event. */
  readonly base: number
  readonly #held: HeldLogs
  readonly #readers = new Set<{ close(): void }>()
  #bytes = 0
  #dropped = 0
  #epilogue: LogChunk | undefined
  readonly #events: string[] = []
  readonly #legacy: number[] = []
  #subscribers = new Set<() => void>()
  #closed = false
  #notifying = false
  #chunk: LiveChunk | undefined
  #chunkBytes = 0

  /** `held` is told while the log is complete and has readers. */
  constructor(generation: string, base: number, held: HeldLogs) {
    this.#held = held
    this.id = runLogId(generation, base)
    this.generation = generation
    this.base = base
  }

  /** Position of the newest event. */
  get head(): number {
    return this.base + this.#dropped + this.#events.length
  }

  /** Characters of all its events. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether the log is complete. */
  get closed(): boolean {
    return this.#closed
  }

  /** Adds one encoded event. `legacy` says whether it has a legacy form for 0.x clients. */
  push(json: string, legacy: boolean): void {
    this.#events.push(json)
    this.#bytes += json.length
    this.#chunk = undefined
    if (legacy) this.#legacy.push(this.head)
    this.#notifySoon()
  }

  /** Follows the last event for every reader, without being in the log: an ending that is not stored. */
  get epilogue(): LogChunk | undefined {
    return this.#epilogue
  }

  /** Marks the log as complete, apart from an epilogue. */
  close(epilogue?: LogChunk | undefined): void {
    this.#epilogue = epilogue
    this.#closed = true
    this.#chunk = undefined
    if (this.#readers.size > 0) this.#held.add(this)
    this.#notifySoon()
  }

  /** Adds a reader. It is closed at once if the log was dropped, and later when the log is dropped. */
  attach(reader: { close(): void }): void {
    this.#readers.add(reader)
    if (this.#dropped > 0) reader.close()
    else if (this.#closed) this.#held.add(this)
  }

  /** Removes a reader. */
  detach(reader: { close(): void }): void {
    if (this.#readers.delete(reader) && this.#readers.size === 0) this.#held.remove(this)
  }

  /** Closes all readers of the complete log and forgets its events. */
  drop(): void {
    this.#dropped = this.#events.length
    this.#events.length = 0
    this.#legacy.length = 0
    this.#chunk = undefined
    for (const reader of this.#readers) reader.close()
  }

  /**
   * Events after a position: about `maxBytes` characters, but at least one event if there is any. Readers at the same
   * position receive the same chunk.
   */
  read(after: number, maxBytes: number): LiveChunk {
    const known = this.#chunk
    if (known?.first === after + 1 && this.#chunkBytes === maxBytes) return known
    this.#chunk = this.#cut(after, maxBytes)
    this.#chunkBytes = maxBytes
    return this.#chunk
  }

  #cut(after: number, maxBytes: number): LiveChunk {
    const start = after - this.base
    let end = start
    let bytes = 0
    while (end < this.#events.length && bytes < maxBytes) bytes += (this.#events[end++] as string).length
    const events = this.#events.slice(start, end)
    const through = after + events.length
    const legacy = this.#legacy.length === 0 ? NONE : this.#legacyBetween(after, through)
    return { log: this.id, first: after + 1, events, through, legacy }
  }

  /** Calls back once when an event is added or the log is closed. */
  onMore(callback: () => void): void {
    this.#subscribers.add(callback)
  }

  /** Removes a callback of `onMore`. */
  offMore(callback: () => void): void {
    this.#subscribers.delete(callback)
  }

  // Several events in one turn of the event loop notify the readers once.
  #notifySoon(): void {
    if (this.#notifying || this.#subscribers.size === 0) return
    this.#notifying = true
    queueMicrotask(() => {
      this.#notifying = false
      const subscribers = this.#subscribers
      this.#subscribers = new Set()
      for (const wake of subscribers) wake()
    })
  }

  /** Indexes into the events after `after`. */
  #legacyBetween(after: number, through: number): readonly number[] {
    const between = this.#legacy.filter((position) => position > after && position <= through)
    return between.map((position) => position - after - 1)
  }
}

/** Consecutive events of a live log. */
export type LiveChunk = LogChunk & { readonly first: number }

const NONE: readonly number[] = []
