import { RunnerError, type Threads } from '@flightdeck/run-engine'
import type { Logger } from '../logging/logger.ts'
import { ListCursors } from './list-cursors.ts'
import { ThreadListReader } from './thread-list-reader.ts'

/** A request to follow one owner's list of threads. */
export interface SubscriptionRequest {
  threads: Threads
  owner: string | undefined
  /** Only threads whose last run used this agent. */
  agentId: string | undefined
  /** The id of the last frame that the client read. */
  cursor: string | undefined
}

/** The open readers of thread lists, which are closed with the runtime. */
export class ThreadSubscriptions {
  /** By owner, so that the limit applies to each owner. */
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
   * Opens a reader. Changes after it resolves are not missed.
   *
   * @throws RunnerError `too_many_readers`, `runtime_closing`
   */
  async open({ threads, owner, agentId, cursor }: SubscriptionRequest): Promise<ThreadListReader> {
    if (this.#closed) throw new RunnerError('runtime_closing', 'The server is shutting down')
    const open = this.#open.get(owner) ?? new Set<ThreadListReader>()
    if (open.size >= this.#max)
      throw new RunnerError(
        'too_many_readers',
        `More than ${this.#max} clients follow this list of threads (threads.maxSubscribers)`,
      )
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
