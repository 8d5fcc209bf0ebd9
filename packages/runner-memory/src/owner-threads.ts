import type { ListRequest } from '@flightdeck/run-engine/store'
import { type Active, ActivityList, merged } from './activity-list.ts'

/** The properties that select the lists of a thread. */
export interface Listed extends Active {
  readonly agentId: string
  readonly archived: boolean
}

/** Which threads of an owner to return, starting after which position. */
export type Wanted = Pick<ListRequest, 'agentId' | 'archived' | 'after'>

/** The threads of one owner, in one list for each filter, so that a page never scans other threads. */
export class OwnerThreads<T extends Listed> {
  readonly #lists = new Map<string, ActivityList<T>>()
  /** The lists of each thread. */
  readonly #places = new Map<T, readonly ActivityList<T>[]>()

  get size(): number {
    return this.#places.size
  }

  /** Adds a thread, sorted by its activity. */
  add(thread: T): void {
    const { archived, agentId } = thread
    const lists = [this.#listOf(nameOf(archived)), this.#listOf(nameOf(archived, agentId))]
    for (const list of lists) list.add(thread)
    this.#places.set(thread, lists)
  }

  /** Removes a thread. Its activity time must be the one that it was added with. */
  delete(thread: T): void {
    for (const list of this.#places.get(thread) ?? []) list.delete(thread)
    this.#places.delete(thread)
  }

  /** The selected threads, most recently active first. */
  wanted({ agentId, archived = 'without', after }: Wanted): Iterable<T> {
    const list = (isArchived: boolean): Iterable<T> =>
      this.#lists.get(nameOf(isArchived, agentId))?.after(after) ?? []
    return archived === 'with' ? merged(list(false), list(true)) : list(archived === 'only')
  }

  /** All threads. */
  [Symbol.iterator](): Iterator<T> {
    return this.#places.keys()
  }

  #listOf(name: string): ActivityList<T> {
    const list = this.#lists.get(name) ?? new ActivityList<T>()
    this.#lists.set(name, list)
    return list
  }
}

function nameOf(isArchived: boolean, agentId?: string | undefined): string {
  return `${isArchived ? 'archived' : 'shown'}${agentId === undefined ? '' : `:${agentId}`}`
}
