// Tests: `chunk-lanes.test.ts`.

/** The open items of one lane, the last continued one at the end. Every method takes constant time on average. */
export class ChunkLane<Item> {
  /** Each item with its latest position in `#order`. */
  readonly #items = new Map<Item, number>()
  /** Items in the order in which they were continued; former positions of items are skipped. */
  #order: Item[] = []

  get isEmpty(): boolean {
    return this.#items.size === 0
  }

  /** The item that was continued last. */
  get last(): Item | undefined {
    for (let at = this.#order.length - 1; at >= 0; at -= 1) {
      const item = this.#order[at] as Item
      if (this.#items.get(item) === at) return item
      this.#order.pop()
    }
    return undefined
  }

  /** Adds an item, or moves it to the end. */
  continue(item: Item): void {
    if (item === this.last) return
    this.#items.delete(item)
    if (this.#order.length > 2 * this.#items.size + 16) this.#compact()
    this.#items.set(item, this.#order.push(item) - 1)
  }

  remove(item: Item): void {
    this.#items.delete(item)
  }

  /** All items in order. */
  items(): IterableIterator<Item> {
    return this.#items.keys()
  }

  #compact(): void {
    this.#order = [...this.#items.keys()]
    for (const [at, item] of this.#order.entries()) this.#items.set(item, at)
  }
}
