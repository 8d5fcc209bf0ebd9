import {
  type ChangesRequest,
  type ListRequest,
  Notifier,
  type ThreadChanges,
  type ThreadInfo,
  type ThreadKey,
  type ThreadPage,
} from '@flightdeck/run-engine/store'
import { ChangeLog } from './change-log.ts'
import { type ListsOfThread, type MemoryThread, toInfo } from './memory-thread.ts'
import { OwnerThreads } from './owner-threads.ts'

/** The threads of each owner in order of activity, their changes and their subscribers. */
export class ThreadLists implements ListsOfThread {
  readonly #lists = new Map<string | undefined, OwnerThreads<MemoryThread>>()
  readonly #changes = new ChangeLog()
  readonly #notifier = new Notifier<string | undefined>()
  readonly #find: (key: ThreadKey) => MemoryThread | undefined

  constructor(find: (key: ThreadKey) => MemoryThread | undefined) {
    this.#find = find
  }

  /** Adds or moves a thread according to its activity, agent and archived flag. Activity never decreases. */
  place(thread: MemoryThread, activeAt: number): void {
    const { owner } = thread.key
    const list = this.#lists.get(owner) ?? new OwnerThreads<MemoryThread>()
    this.#lists.set(owner, list)
    list.delete(thread)
    thread.activeAt = Math.max(thread.activeAt, activeAt)
    list.add(thread)
    this.#changed(thread)
  }

  /** Removes a thread. */
  delete(thread: MemoryThread): void {
    const { owner } = thread.key
    const list = this.#lists.get(owner)
    list?.delete(thread)
    if (list?.size === 0) this.#lists.delete(owner)
    this.#changed(thread)
  }

  /** One owner's threads. */
  of(owner: string | undefined): MemoryThread[] {
    return [...(this.#lists.get(owner) ?? [])]
  }

  page({ owner, limit, ...wanted }: ListRequest): ThreadPage {
    const threads: ThreadInfo[] = []
    let last: MemoryThread | undefined
    for (const thread of this.#lists.get(owner)?.wanted(wanted) ?? []) {
      if (threads.length === limit) {
        return { threads, next: last && { activeAt: last.activeAt, threadId: last.threadId } }
      }
      threads.push(toInfo(thread))
      last = thread
    }
    return { threads }
  }

  changes({ owner, since, limit }: ChangesRequest): ThreadChanges {
    const { revision } = this.#changes
    if (since === undefined) return { revision, reset: false, changed: [], deleted: [] }
    if (!this.#changes.knows(since)) return { revision, reset: true, changed: [], deleted: [] }
    const changed: ThreadInfo[] = []
    const deleted = new Set<string>()
    for (const change of this.#changes.since(since)) {
      if (change.key.owner !== owner) continue
      const found = this.#find(change.key)
      // A deleted thread may have been created again with other lists.
      const thread = found?.lists === this ? found : undefined
      // A thread that changed again is reported with its latest change.
      if (thread !== undefined && thread.revision !== change.revision) continue
      if (thread !== undefined) changed.push(toInfo(thread))
      else deleted.add(change.key.threadId)
      if (changed.length + deleted.size === limit) {
        return { revision: change.revision, reset: false, changed, deleted: [...deleted] }
      }
    }
    return { revision, reset: false, changed, deleted: [...deleted] }
  }

  watch(owner: string | undefined, notify: () => void): () => void {
    return this.#notifier.subscribe(owner, notify)
  }

  /** Records a change that lists show. */
  #changed(thread: MemoryThread): void {
    thread.revision = this.#changes.note(thread.key)
    this.#notifier.notify(thread.key.owner)
  }
}
