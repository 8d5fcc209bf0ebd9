import type { LogChunk } from './log-reader.ts'

/**
 * The live part of a thread's log: the events of the run that lasts, each encoded once. Readers are positions in it;
 * it knows nothing of them but whom to wake.
 */
export class RunLog {
  /** Names the incarnation of the thread's log that this belongs to. */
  readonly generation: string
  /** Position before the first event. */
  readonly base: number
  readonly #events: string[] = []
  readonly #marked: number[] = []
  #sleepers = new Set<() => void>()
  #closed = false
  #waking = false
  #chunk: LiveChunk | undefined
  #chunkBytes = 0

  constructor(generation: string, base: number) {
    this.generation = generation
    this.base = base
  }

  /** Position of the newest event. */
  get head(): number {
    return this.base + this.#events.length
  }

  /** Whether nothing more will come. */
  get closed(): boolean {
    return this.#closed
  }

  /** Adds one encoded event. `marked` says that 0.x clients need its old spelling. */
  push(json: string, marked: boolean): void {
    this.#events.push(json)
    this.#chunk = undefined
    if (marked) this.#marked.push(this.head)
    this.#wakeSoon()
  }

  /** Nothing more will come. */
  close(): void {
    this.#closed = true
    this.#chunk = undefined
    this.#wakeSoon()
  }

  /**
   * The events after a position, about `maxBytes` characters of them but at least one if there is any.
   * Readers that stand at the same place are given the same chunk.
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
    const marked = this.#marked.length === 0 ? NONE : this.#markedBetween(after, through)
    return { generation: this.generation, first: after + 1, events, through, marked }
  }

  /** Calls back once when something is added, or the log is closed. */
  onMore(callback: () => void): void {
    this.#sleepers.add(callback)
  }

  /** Takes back what `onMore` was given. */
  offMore(callback: () => void): void {
    this.#sleepers.delete(callback)
  }

  // A burst of events wakes the readers once, when the producer lets go of the thread of execution.
  #wakeSoon(): void {
    if (this.#waking || this.#sleepers.size === 0) return
    this.#waking = true
    queueMicrotask(() => {
      this.#waking = false
      const sleepers = this.#sleepers
      this.#sleepers = new Set()
      for (const wake of sleepers) wake()
    })
  }

  /** As indexes into the events after `after`. */
  #markedBetween(after: number, through: number): readonly number[] {
    const between = this.#marked.filter((position) => position > after && position <= through)
    return between.map((position) => position - after - 1)
  }
}

/** Consecutive events of a live log. */
export type LiveChunk = LogChunk & { readonly first: number }

const NONE: readonly number[] = []
