import {
  type ChangesRequest,
  type ListRequest,
  type ThreadChanges,
  type ThreadInfo,
  type ThreadKey,
  type ThreadPage,
  Wakers,
} from '@flightdeck/run-engine'
import { ChangeLog } from './change-log.ts'
import { type MemoryThread, toInfo } from './memory-thread.ts'
import { OwnerThreads } from './owner-threads.ts'

/** Each owner's threads in the order of their last activity, what changed about them, and who watches. */
export class ThreadLists {
  readonly #lists = new Map<string | undefined, OwnerThreads<MemoryThread>>()
  readonly #changes = new ChangeLog()
  readonly #watchers = new Wakers<string | undefined>()
  readonly #find: (key: ThreadKey) => MemoryThread | undefined

  constructor(find: (key: ThreadKey) => MemoryThread | undefined) {
    this.#find = find
  }

  /** Puts a thread, new or known, where its activity, its agent and its archiving belong. Activity never goes back. */
  place(thread: MemoryThread, activeAt: number): void {
    const { owner } = thread.key
    const list = this.#lists.get(owner) ?? new OwnerThreads<MemoryThread>()
    this.#lists.set(owner, list)
    list.delete(thread)
    thread.activeAt = Math.max(thread.activeAt, activeAt)
    list.add(thread)
    this.#changed(thread)
  }

  /** Takes a thread out. */
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
      const thread = this.#find(change.key)
      // A thread that changed again later is told then.
      if (thread !== undefined && thread.revision !== change.revision) continue
      if (thread !== undefined) changed.push(toInfo(thread))
      else deleted.add(change.key.threadId)
      if (changed.length + deleted.size === limit) {
        return { revision: change.revision, reset: false, changed, deleted: [...deleted] }
      }
    }
    return { revision, reset: false, changed, deleted: [...deleted] }
  }

  watch(owner: string | undefined, wake: () => void): () => void {
    return this.#watchers.add(owner, wake)
  }

  /** What a list shows of the thread is different now. */
  #changed(thread: MemoryThread): void {
    thread.revision = this.#changes.note(thread.key)
    this.#watchers.wake(thread.key.owner)
  }
}
