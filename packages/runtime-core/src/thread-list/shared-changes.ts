import { sseFrame, type ThreadListEvent } from '@flightdeck/protocol'
import type { ThreadChanges, Threads } from '@flightdeck/run-engine'
import { Frames } from '../sse/sse-frames.ts'
import type { ListCursors } from './list-cursors.ts'
import { toThreadRecord } from './thread-record.ts'

/** Changes per read. If there were as many, the next read follows immediately. */
const CHANGES_AT_ONCE = 100

/** Milliseconds for which a reader that looks without a notification gets what another one has read. */
const SHARED_MS = 2_500

/** Options of {@link SharedChanges}. */
export interface SharedChangesOptions {
  threads: Threads
  owner: string | undefined
  cursors: ListCursors
}

/** The changes of a list after one revision, encoded once for each agent that readers ask for. */
export class ChangeBatch {
  /** All changes up to this revision are included. */
  readonly revision: number
  /** Whether there may be more changes. */
  readonly mayHaveMore: boolean
  readonly #changes: ThreadChanges
  readonly #options: SharedChangesOptions
  readonly #frames = new Map<string | undefined, Promise<Frames | undefined>>()

  constructor(changes: ThreadChanges, options: SharedChangesOptions) {
    this.#changes = changes
    this.#options = options
    this.revision = changes.revision
    this.mayHaveMore = changes.changed.length + changes.deleted.length >= CHANGES_AT_ONCE
  }

  /** The frames for the list of one agent, or of all; undefined if there are none. */
  framesFor(agentId: string | undefined): Promise<Frames | undefined> {
    const known = this.#frames.get(agentId)
    if (known !== undefined) return known
    const frames = this.#encode(agentId)
    this.#frames.set(agentId, frames)
    return frames
  }

  async #encode(agentId: string | undefined): Promise<Frames | undefined> {
    const { revision, reset, changed, deleted } = this.#changes
    const { cursors, owner } = this.#options
    const told: ThreadListEvent[] = reset ? [{ type: 'reset' }] : []
    for (const thread of changed) {
      // For the list of one agent, a thread that moved to another agent is deleted.
      const isOn = agentId === undefined || thread.agentId === agentId
      if (isOn) told.push({ type: 'thread_changed', thread: toThreadRecord(thread) })
      else told.push({ type: 'thread_deleted', threadId: thread.key.threadId })
    }
    for (const threadId of deleted) told.push({ type: 'thread_deleted', threadId })
    if (told.length === 0) return undefined
    const id = await cursors.seal(revision, owner)
    return new Frames(
      told.map((event, at) => listFrame(event, at === told.length - 1 ? id : undefined)).join(''),
    )
  }
}

/** Only the last frame of a read has an id: frames that were sent in part are sent again. */
export function listFrame(event: ThreadListEvent, id: string | undefined): string {
  return sseFrame(JSON.stringify(event), id)
}

/** The changes of one owner's list, read and encoded once for all readers that are at the same revision. */
export class SharedChanges {
  readonly #options: SharedChangesOptions
  readonly #listeners = new Set<() => void>()
  /** By the revision before them. Valid until the next notification. */
  readonly #batches = new Map<number, Promise<ChangeBatch>>()
  #unwatch = (): void => {}
  #clearedAt = performance.now()

  constructor(options: SharedChangesOptions) {
    this.#options = options
  }

  /** Calls `listener` when there may be changes. Returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    if (this.#listeners.size === 0) {
      this.#unwatch = this.#options.threads.watch(this.#options.owner, () => this.#notify())
    }
    this.#listeners.add(listener)
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) {
        this.#unwatch()
        this.#clear()
      }
    }
  }

  /** The current revision. */
  async revision(): Promise<number> {
    return (await this.#read(undefined)).revision
  }

  /** The changes after a revision. */
  after(revision: number): Promise<ChangeBatch> {
    const known = this.#batches.get(revision)
    if (known !== undefined) return known
    const batch = this.#read(revision).then((changes) => new ChangeBatch(changes, this.#options))
    this.#batches.set(revision, batch)
    batch.catch(() => this.#batches.delete(revision))
    return batch
  }

  async #read(since: number | undefined): Promise<ThreadChanges> {
    const { threads, owner } = this.#options
    return await threads.changes({ ...(owner !== undefined && { owner }), since, limit: CHANGES_AT_ONCE })
  }

  /** For a reader that looks without a notification: what was read long ago is read again. */
  refresh(): void {
    if (performance.now() - this.#clearedAt > SHARED_MS) this.#clear()
  }

  #notify(): void {
    this.#clear()
    for (const listener of this.#listeners) listener()
  }

  #clear(): void {
    this.#batches.clear()
    this.#clearedAt = performance.now()
  }
}
