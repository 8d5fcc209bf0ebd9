import type { ThreadInfo, Threads } from '@flightdeck/run-engine'

/** A client's copy of one owner's list, kept up to date by what changes. */
export class ThreadListCopy {
  readonly owner: string | undefined
  readonly #threads = new Map<string, ThreadInfo>()
  #revision: number | undefined

  constructor(owner: string | undefined) {
    this.owner = owner
  }

  /** The ids of its threads. */
  ids(): string[] {
    return [...this.#threads.keys()].sort()
  }

  /** Reads the list, the first time and when changes are no longer known, else what changed. */
  async catchUp(threads: Threads): Promise<void> {
    if (this.#revision === undefined) return await this.#readList(threads)
    const { owner } = this
    const changes = await threads.changes({ owner, since: this.#revision })
    if (changes.reset) return await this.#readList(threads)
    for (const thread of changes.changed) this.#threads.set(thread.key.threadId, thread)
    for (const id of changes.deleted) this.#threads.delete(id)
    this.#revision = changes.revision
  }

  async #readList(threads: Threads): Promise<void> {
    const { owner } = this
    const { revision } = await threads.changes({ owner })
    const list = await threads.list({ owner, archived: 'with', limit: 100 })
    this.#threads.clear()
    for (const thread of list.threads) this.#threads.set(thread.key.threadId, thread)
    this.#revision = revision
  }
}
