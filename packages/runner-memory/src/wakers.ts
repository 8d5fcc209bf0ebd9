/** Who wants to be woken, by what they watch. */
export class Wakers<Key> {
  readonly #watching = new Map<Key, Set<() => void>>()

  /** Adds one; returns what takes it out again. */
  add(key: Key, wake: () => void): () => void {
    const watching = this.#watching.get(key) ?? new Set()
    this.#watching.set(key, watching)
    watching.add(wake)
    return () => {
      watching.delete(wake)
      if (watching.size === 0 && this.#watching.get(key) === watching) this.#watching.delete(key)
    }
  }

  /** Wakes everyone who watches this. */
  wake(key: Key): void {
    const watching = this.#watching.get(key)
    if (watching !== undefined) for (const wake of [...watching]) wake()
  }
}
