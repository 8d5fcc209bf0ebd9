import { sseFrame, sseId, type ThreadListEvent } from '@flightdeck/protocol'
import type { ThreadChanges, Threads } from '@flightdeck/run-engine'
import { isStoreUnavailable } from '@flightdeck/run-engine/internal'
import type { Logger } from '../logging/logger.ts'
import { Frames } from '../sse/sse-frames.ts'
import type { ChunkReader } from '../sse/sse-source.ts'
import type { ListCursors } from './list-cursors.ts'
import { toThreadRecord } from './thread-record.ts'

/** Changes per read. If there were as many, the next read follows immediately. */
const CHANGES_AT_ONCE = 100

/** Milliseconds between reads without a notification, because a store may lose one. */
const LOOK_AGAIN_MS = 5_000

/** Options of {@link ThreadListReader}. */
export interface ThreadListOptions {
  threads: Threads
  owner: string | undefined
  agentId: string | undefined
  cursors: ListCursors
  logger: Logger
  onClose(): void
}

/** Reads the changes of one owner's list of threads as SSE frames with cursors. Ends only when it is closed. */
export class ThreadListReader implements ChunkReader<Frames> {
  readonly #options: ThreadListOptions
  #since: number | undefined
  /** Frames that were not read yet. */
  #ready = ''
  #mayHaveMore = false
  #closed = false
  #wake = (): void => {}
  #unwatch = (): void => {}

  constructor(options: ThreadListOptions) {
    this.#options = options
  }

  /** Sets the position to read from. An unknown cursor leads to a reset. */
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
    // An id without data sets where an EventSource resumes and dispatches no event.
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

  /**
   * Reads the changes since the last read. On an error the stream ends; an EventSource reconnects where it was. While the
   * store is not available, the stream waits: an EventSource that is refused does not reconnect.
   */
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
      if (isStoreUnavailable(error)) return ''
      logger.error('Reading the changes of a thread list failed', { error })
      this.close()
      return ''
    }
  }

  async #toFrames({ revision, reset, changed, deleted }: ThreadChanges): Promise<string> {
    const { agentId, cursors, owner } = this.#options
    const told: ThreadListEvent[] = reset ? [{ type: 'reset' }] : []
    for (const thread of changed) {
      // For the list of one agent, a thread that moved to another agent is deleted.
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

/** Only the last frame of a read has an id: frames that were sent in part are sent again. */
function frame(event: ThreadListEvent, id: string | undefined): string {
  return sseFrame(JSON.stringify(event), id)
}

function ownerOf(owner: string | undefined): { owner?: string } {
  return owner === undefined ? {} : { owner }
}
