/** Who wants to be woken, by the text of what they watch. */
export class Wakers {
  readonly #watching = new Map<string, Set<() => void>>()

  /** Whether anybody watches anything. */
  get any(): boolean {
    return this.#watching.size > 0
  }

  /** Adds one; returns what takes it out again. */
  add(watched: string, wake: () => void): () => void {
    const watching = this.#watching.get(watched) ?? new Set()
    this.#watching.set(watched, watching)
    const once = (): void => wake()
    watching.add(once)
    return () => {
      watching.delete(once)
      if (watching.size === 0 && this.#watching.get(watched) === watching) this.#watching.delete(watched)
    }
  }

  /** Wakes everyone who watches this. What one throws must not reach the others, nor whoever wrote. */
  wake(watched: string): void {
    for (const wake of [...(this.#watching.get(watched) ?? [])]) {
      try {
        wake()
      } catch {
        // A watcher only looks on.
      }
    }
  }
}
