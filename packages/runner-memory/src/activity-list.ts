/** The sort key of an `ActivityList`. */
export interface Active {
  readonly activeAt: number
  readonly threadId: string
}

/** Threads in order of their last activity. A page is found by its first position. */
export class ActivityList<T extends Active> {
  /** Least recently active first. */
  readonly #sorted: T[] = []

  /** Adds a thread. */
  add(item: T): void {
    this.#sorted.splice(this.#placeOf(item), 0, item)
  }

  /** Removes a thread. Its sort key must be the one that it was added with. */
  delete(item: T): void {
    const place = this.#placeOf(item)
    if (this.#sorted[place] === item) this.#sorted.splice(place, 1)
  }

  /** Threads after a position, most recently active first. */
  *after(place: Active | undefined): Generator<T, void, undefined> {
    let index = place === undefined ? this.#sorted.length : this.#placeOf(place)
    while (index > 0) yield this.#sorted[--index] as T
  }

  /** Index of the first thread that does not come before `item`. */
  #placeOf(item: Active): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (comesBefore(this.#sorted[middle] as T, item)) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Merges two lists that are both sorted by activity, most recent first. */
export function* merged<T extends Active>(
  one: Iterable<T>,
  other: Iterable<T>,
): Generator<T, void, undefined> {
  const [left, right] = [one[Symbol.iterator](), other[Symbol.iterator]()]
  let [first, second] = [left.next(), right.next()]
  while (!first.done || !second.done) {
    if (second.done || (!first.done && comesBefore(second.value, first.value))) {
      yield (first as IteratorYieldResult<T>).value
      first = left.next()
    } else {
      yield second.value
      second = right.next()
    }
  }
}

function comesBefore(one: Active, other: Active): boolean {
  return one.activeAt === other.activeAt ? one.threadId < other.threadId : one.activeAt < other.activeAt
}
