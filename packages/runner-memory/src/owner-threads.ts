import type { ListRequest } from '@flightdeck/run-engine'
import { type Active, ActivityList, merged } from './activity-list.ts'

/** What decides on which lists a thread is. */
export interface Listed extends Active {
  readonly agentId: string
  readonly archived: boolean
}

/** Which threads of an owner are wanted, and from behind which place on. */
export type Wanted = Pick<ListRequest, 'agentId' | 'archived' | 'after'>

/** One owner's threads, in lists by all that can be asked for, so that no page looks at what is not on it. */
export class OwnerThreads<T extends Listed> {
  readonly #lists = new Map<string, ActivityList<T>>()
  /** The lists that each is on. */
  readonly #places = new Map<T, readonly ActivityList<T>[]>()

  get size(): number {
    return this.#places.size
  }

  /** Takes one in, where its activity belongs. */
  add(thread: T): void {
    const { archived, agentId } = thread
    const lists = [this.#listOf(nameOf(archived)), this.#listOf(nameOf(archived, agentId))]
    for (const list of lists) list.add(thread)
    this.#places.set(thread, lists)
  }

  /** Takes one out; it must still have the time of activity that it was added with. */
  delete(thread: T): void {
    for (const list of this.#places.get(thread) ?? []) list.delete(thread)
    this.#places.delete(thread)
  }

  /** Those that are wanted, the most recently active first. */
  wanted({ agentId, archived = 'without', after }: Wanted): Iterable<T> {
    const list = (isArchived: boolean): Iterable<T> =>
      this.#lists.get(nameOf(isArchived, agentId))?.after(after) ?? []
    return archived === 'with' ? merged(list(false), list(true)) : list(archived === 'only')
  }

  /** All of them. */
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
