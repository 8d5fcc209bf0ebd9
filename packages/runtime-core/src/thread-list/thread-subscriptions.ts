import { RunnerError, type Threads } from '@flightdeck/run-engine'
import type { Logger } from '../logging/logger.ts'
import { ListCursors } from './list-cursors.ts'
import { SharedChanges } from './shared-changes.ts'
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

interface OwnerReaders {
  readonly readers: Set<ThreadListReader>
  readonly changes: SharedChanges
}

/** The open readers of thread lists, which are closed with the runtime. */
export class ThreadSubscriptions {
  /** By owner: the limit applies to each owner, and the readers of an owner share what is read. */
  readonly #open = new Map<string | undefined, OwnerReaders>()
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
    const { readers, changes } = this.#open.get(owner) ?? this.#newOwner(threads, owner)
    if (readers.size >= this.#max)
      throw new RunnerError(
        'too_many_readers',
        `More than ${this.#max} clients follow this list of threads (threads.maxSubscribers)`,
      )
    const reader: ThreadListReader = new ThreadListReader({
      changes,
      owner,
      agentId,
      cursors: this.#cursors,
      logger: this.#logger,
      onClose: () => {
        readers.delete(reader)
        if (readers.size === 0) this.#open.delete(owner)
      },
    })
    this.#open.set(owner, { readers: readers.add(reader), changes })
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
    for (const reader of [...this.#open.values()].flatMap(({ readers }) => [...readers])) reader.close()
  }

  #newOwner(threads: Threads, owner: string | undefined): OwnerReaders {
    return { readers: new Set(), changes: new SharedChanges({ threads, owner, cursors: this.#cursors }) }
  }
}
