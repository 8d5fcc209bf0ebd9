/** A run whose clients are counted. */
export interface CountedRun {
  /** Identifies the run among all runs of the runtime. */
  readonly id: string
  /** Whether the request repeats an earlier one. */
  readonly repeated: boolean
  /** Settles when the run has ended. */
  readonly ended: Promise<unknown>
}

interface Clients {
  connected: number
}

/** The clients of this process that requested a run: the first one, and those that repeated its request. */
export class RunClients {
  readonly #runs = new Map<string, Clients>()

  /**
   * Adds a client. Returns the function to call when it disconnects before the end: it calls `onLast` if no other client of the
   * run is connected. A client that repeats the request of another process ends nothing: the first client decides there.
   */
  join({ id, repeated, ended }: CountedRun, onLast: () => void): () => void {
    const clients = repeated ? this.#runs.get(id) : this.#add(id, ended)
    if (clients === undefined) return () => {}
    clients.connected += 1
    return () => {
      clients.connected -= 1
      if (clients.connected === 0) onLast()
    }
  }

  #add(id: string, ended: Promise<unknown>): Clients {
    const clients: Clients = { connected: 0 }
    this.#runs.set(id, clients)
    const remove = (): void => {
      if (this.#runs.get(id) === clients) this.#runs.delete(id)
    }
    ended.then(remove, remove)
    return clients
  }
}
