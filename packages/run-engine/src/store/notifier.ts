/** Subscriptions by key, for stores. */
export class Notifier<Key> {
  readonly #subscribers = new Map<Key, Set<() => void>>()

  /** Whether there are subscribers. */
  get hasSubscribers(): boolean {
    return this.#subscribers.size > 0
  }

  /** Subscribes to a key. Returns a function that ends the subscription. */
  subscribe(key: Key, notify: () => void): () => void {
    const subscribers = this.#subscribers.get(key) ?? new Set()
    this.#subscribers.set(key, subscribers)
    // A function of its own, so that one callback can subscribe twice.
    const once = (): void => notify()
    subscribers.add(once)
    return () => {
      subscribers.delete(once)
      if (subscribers.size === 0 && this.#subscribers.get(key) === subscribers) this.#subscribers.delete(key)
    }
  }

  /** Calls every subscriber of every key. */
  notifyAll(): void {
    for (const key of [...this.#subscribers.keys()]) this.notify(key)
  }

  /** Calls every subscriber of a key. An error of one affects neither the others nor the caller. */
  notify(key: Key): void {
    const subscribers = this.#subscribers.get(key)
    if (subscribers === undefined) return
    for (const notify of [...subscribers]) {
      try {
        notify()
      } catch {
        // Errors of subscribers are ignored.
      }
    }
  }
}
