// Tests: `runnerConformance` of `@flightdeck/testkit`.

/** Decisions about requests for one key, one after the other in the order of their arrival. */
export class Arrivals {
  readonly #last = new Map<string, Promise<void>>()

  /** Settles when no decision for the key is in progress. */
  async settled(key: string): Promise<void> {
    await this.#last.get(key)
  }

  /** Calls `decide` when the decisions before it have settled. */
  async next<T>(key: string, decide: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key)
    const decision = before === undefined ? decide() : before.then(decide)
    const settled = decision.then(
      () => {},
      () => {},
    )
    this.#last.set(key, settled)
    try {
      return await decision
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key)
    }
  }
}
