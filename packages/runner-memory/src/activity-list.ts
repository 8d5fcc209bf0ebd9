/** What an `ActivityList` sorts by. */
export interface Active {
  readonly activeAt: number
  readonly threadId: string
}

/** Threads in the order of their last activity, so that a page is found by where it begins. */
export class ActivityList<T extends Active> {
  /** The least recently active first. */
  readonly #sorted: T[] = []

  /** Takes one in. */
  add(item: T): void {
    this.#sorted.splice(this.#placeOf(item), 0, item)
  }

  /** Takes one out; it must still have the place in the order that it was added with. */
  delete(item: T): void {
    const place = this.#placeOf(item)
    if (this.#sorted[place] === item) this.#sorted.splice(place, 1)
  }

  /** The most recently active first, from behind a place on. */
  *after(place: Active | undefined): Generator<T, void, undefined> {
    let index = place === undefined ? this.#sorted.length : this.#placeOf(place)
    while (index > 0) yield this.#sorted[--index] as T
  }

  /** Index of the first that does not come before `item`. */
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

/** Two lists as one, both the most recently active first. */
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
