import { RunnerError, type Threads } from '@flightdeck/run-engine'
import type { Logger } from '../logging/logger.ts'
import { ListCursors } from './list-cursors.ts'
import { ThreadListReader } from './thread-list-reader.ts'

/** Asks to hear of one owner's threads. */
export interface SubscriptionRequest {
  threads: Threads
  owner: string | undefined
  /** Only threads whose last run was this agent's. */
  agentId: string | undefined
  /** The id of the last frame that was read. */
  cursor: string | undefined
}

/** Everybody who hears of threads, so that a runtime that closes can let them go. */
export class ThreadSubscriptions {
  /** By owner, so that nobody takes another's place. */
  readonly #open = new Map<string | undefined, Set<ThreadListReader>>()
  readonly #cursors = new ListCursors()
  readonly #max: number
  readonly #logger: Logger
  #closed = false

  constructor(max: number, logger: Logger) {
    this.#max = max
    this.#logger = logger
  }

  /**
   * Starts to listen. What happens after it resolves is told.
   *
   * @throws RunnerError `too_many_readers`, `runtime_closing`
   */
  async open({ threads, owner, agentId, cursor }: SubscriptionRequest): Promise<ThreadListReader> {
    if (this.#closed) throw new RunnerError('runtime_closing', 'The server is shutting down')
    const open = this.#open.get(owner) ?? new Set<ThreadListReader>()
    if (open.size >= this.#max)
      throw new RunnerError('too_many_readers', `More than ${this.#max} clients follow this list of threads`)
    const reader: ThreadListReader = new ThreadListReader({
      threads,
      owner,
      agentId,
      cursors: this.#cursors,
      logger: this.#logger,
      onClose: () => {
        open.delete(reader)
        if (open.size === 0) this.#open.delete(owner)
      },
    })
    this.#open.set(owner, open.add(reader))
    try {
      await reader.begin(cursor)
      return reader
    } catch (error) {
      reader.close()
      throw error
    }
  }

  /** Ends every stream. */
  close(): void {
    this.#closed = true
    for (const reader of [...this.#open.values()].flatMap((open) => [...open])) reader.close()
  }
}
