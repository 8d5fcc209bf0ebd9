/** Who wants to be woken, by what they watch; for stores. */
export class Wakers<Key> {
  readonly #watching = new Map<Key, Set<() => void>>()

  /** Whether anybody watches anything. */
  get any(): boolean {
    return this.#watching.size > 0
  }

  /** Adds one; returns what takes it out again. */
  add(watched: Key, wake: () => void): () => void {
    const watching = this.#watching.get(watched) ?? new Set()
    this.#watching.set(watched, watching)
    const once = (): void => wake()
    watching.add(once)
    return () => {
      watching.delete(once)
      if (watching.size === 0 && this.#watching.get(watched) === watching) this.#watching.delete(watched)
    }
  }

  /** Wakes everyone who watches this. What one throws reaches neither the others nor whoever wrote. */
  wake(watched: Key): void {
    const watching = this.#watching.get(watched)
    if (watching === undefined) return
    for (const wake of [...watching]) {
      try {
        wake()
      } catch {
        // A watcher only looks on.
      }
    }
  }
}
