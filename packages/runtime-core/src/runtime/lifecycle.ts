// Tests: `draining.test.ts`.

/** The phases of a runtime, in order. */
export type LifecyclePhase = 'serving' | 'leaving' | 'draining'

/**
 * Tells routes in which phase a runtime is. `leaving`: it is not ready any more, and still accepts runs, because load balancers go on
 * sending requests for a while. `draining`: it refuses new runs, and every response asks the client to close its connection.
 */
export class Lifecycle {
  #phase: LifecyclePhase = 'serving'

  get phase(): LifecyclePhase {
    return this.#phase
  }

  /** Ends `serving`. Resolves when the runtime begins to drain, `graceMs` later. */
  async leave(graceMs: number): Promise<void> {
    if (this.#phase === 'serving') this.#phase = 'leaving'
    if (graceMs > 0) await new Promise((resolve) => setTimeout(resolve, graceMs))
    this.#phase = 'draining'
  }
}
