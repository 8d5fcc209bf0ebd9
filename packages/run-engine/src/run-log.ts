/** Consecutive events of a log. */
export interface LogSlice {
  first: number
  events: readonly string[]
  /** Positions of the events that 0.x clients must be given in the old spelling. */
  marked: readonly number[]
}

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
  readonly #sleepers = new Set<() => void>()
  #closed = false
  #waking = false
  #slice: { after: number; maxBytes: number; head: number; slice: LogSlice } | undefined

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
    if (marked) this.#marked.push(this.head)
    this.#wakeSoon()
  }

  /** Nothing more will come. */
  close(): void {
    this.#closed = true
    this.#wakeSoon()
  }

  /**
   * The events after a position, about `maxBytes` characters of them but at least one if there is any.
   * Readers that stand at the same place are given the same arrays.
   */
  read(after: number, maxBytes: number): LogSlice {
    const known = this.#slice
    if (known?.after === after && known.head === this.head && known.maxBytes === maxBytes) return known.slice
    const slice = this.#cut(after, maxBytes)
    this.#slice = { after, maxBytes, head: this.head, slice }
    return slice
  }

  #cut(after: number, maxBytes: number): LogSlice {
    const start = after - this.base
    let end = start
    let bytes = 0
    while (end < this.#events.length && bytes < maxBytes) bytes += (this.#events[end++] as string).length
    const events = this.#events.slice(start, end)
    return { first: after + 1, events, marked: this.#markedBetween(after, after + events.length) }
  }

  /** Calls back once when there is more after `after`, or the end; in the same turn of the loop if there already is. */
  onMore(after: number, callback: () => void): () => void {
    if (this.head > after || this.#closed) {
      queueMicrotask(callback)
      return () => {}
    }
    this.#sleepers.add(callback)
    return () => this.#sleepers.delete(callback)
  }

  // A burst of events wakes the readers once, when the producer lets go of the thread of execution.
  #wakeSoon(): void {
    if (this.#waking || this.#sleepers.size === 0) return
    this.#waking = true
    queueMicrotask(() => {
      this.#waking = false
      const sleepers = [...this.#sleepers]
      this.#sleepers.clear()
      for (const wake of sleepers) wake()
    })
  }

  #markedBetween(after: number, last: number): readonly number[] {
    if (this.#marked.length === 0) return NONE
    return this.#marked.filter((position) => position > after && position <= last)
  }
}

const NONE: readonly number[] = []
