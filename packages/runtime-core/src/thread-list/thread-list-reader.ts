import { sseFrame, sseId, type ThreadListEvent } from '@flightdeck/protocol'
import type { ThreadChanges, Threads } from '@flightdeck/run-engine'
import type { Logger } from '../logging/logger.ts'
import { Frames } from '../sse/sse-frames.ts'
import type { ChunkReader } from '../sse/sse-source.ts'
import type { ListCursors } from './list-cursors.ts'
import { toThreadRecord } from './thread-record.ts'

/** Changes that one look takes in; if there were as many, the next look follows at once. */
const CHANGES_AT_ONCE = 100

/** Milliseconds after which a reader looks by itself: a store may lose a wake-up. */
const LOOK_AGAIN_MS = 5_000

/** What a {@link ThreadListReader} reads. */
export interface ThreadListOptions {
  threads: Threads
  owner: string | undefined
  agentId: string | undefined
  cursors: ListCursors
  logger: Logger
  onClose(): void
}

/** Reads what changes in the list of one owner's threads, as SSE frames whose ids are cursors. It never ends by itself. */
export class ThreadListReader implements ChunkReader<Frames> {
  readonly #options: ThreadListOptions
  #since: number | undefined
  /** Frames that wait to be read. */
  #ready = ''
  #mayHaveMore = false
  #closed = false
  #wake = (): void => {}
  #unwatch = (): void => {}

  constructor(options: ThreadListOptions) {
    this.#options = options
  }

  /** Settles from where on changes are told. A cursor that is none of ours is answered with a reset. */
  async begin(cursor: string | undefined): Promise<void> {
    const { threads, owner, cursors } = this.#options
    this.#unwatch = threads.watch(owner, () => this.#look())
    const since = cursor === undefined ? undefined : await cursors.open(cursor, owner)
    if (since !== undefined) {
      this.#since = since
      this.#mayHaveMore = true
      return
    }
    const { revision } = await threads.changes({ ...ownerOf(owner), limit: CHANGES_AT_ONCE })
    this.#since = revision
    // An id without data sets where an EventSource resumes, and is no event to it.
    const id = await cursors.seal(revision, owner)
    this.#ready = cursor === undefined ? sseId(id) : frame({ type: 'reset' }, id)
  }

  async next(): Promise<Frames | null> {
    while (!this.#closed) {
      const text = this.#ready || (this.#mayHaveMore ? await this.#readMore() : '')
      this.#ready = ''
      if (text !== '' && !this.#closed) return new Frames(text)
      if (!this.#mayHaveMore && !this.#closed) await this.#nextLook()
    }
    return null
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#unwatch()
    this.#wake()
    this.#options.onClose()
  }

  /** What changed since the last look. A client whose stream ends comes back by itself, to where it left off. */
  async #readMore(): Promise<string> {
    const { threads, owner, logger } = this.#options
    this.#mayHaveMore = false
    try {
      const request = { ...ownerOf(owner), since: this.#since, limit: CHANGES_AT_ONCE }
      const changes = await threads.changes(request)
      this.#mayHaveMore ||= changes.changed.length + changes.deleted.length >= CHANGES_AT_ONCE
      this.#since = changes.revision
      return await this.#toFrames(changes)
    } catch (error) {
      logger.error('Reading the changes of a thread list failed', { error })
      this.close()
      return ''
    }
  }

  async #toFrames({ revision, reset, changed, deleted }: ThreadChanges): Promise<string> {
    const { agentId, cursors, owner } = this.#options
    const told: ThreadListEvent[] = reset ? [{ type: 'reset' }] : []
    for (const thread of changed) {
      // To the list of one agent, a thread that is another's now is as gone as a deleted one.
      const isOn = agentId === undefined || thread.agentId === agentId
      if (isOn) told.push({ type: 'thread_changed', thread: toThreadRecord(thread) })
      else told.push({ type: 'thread_deleted', threadId: thread.key.threadId })
    }
    for (const threadId of deleted) told.push({ type: 'thread_deleted', threadId })
    if (told.length === 0) return ''
    const id = await cursors.seal(revision, owner)
    return told.map((event, index) => frame(event, index === told.length - 1 ? id : undefined)).join('')
  }

  #look(): void {
    this.#mayHaveMore = true
    this.#wake()
  }

  async #nextLook(): Promise<void> {
    const timer = setTimeout(() => this.#look(), LOOK_AGAIN_MS)
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    clearTimeout(timer)
  }
}

/** Only the last frame of a look has an id: a look that was read in part counts as not read. */
function frame(event: ThreadListEvent, id: string | undefined): string {
  return sseFrame(JSON.stringify(event), id)
}

function ownerOf(owner: string | undefined): { owner?: string } {
  return owner === undefined ? {} : { owner }
}
