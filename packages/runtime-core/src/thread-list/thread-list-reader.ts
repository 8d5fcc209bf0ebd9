import { sseId } from '@flightdeck/protocol'
import { isStoreUnavailable } from '@flightdeck/run-engine/internal'
import type { Logger } from '../logging/logger.ts'
import { Frames } from '../sse/sse-frames.ts'
import type { ChunkReader } from '../sse/sse-source.ts'
import type { ListCursors } from './list-cursors.ts'
import { listFrame, type SharedChanges } from './shared-changes.ts'

/** Milliseconds between reads without a notification, because a store may lose one. */
const LOOK_AGAIN_MS = 5_000

/** Options of {@link ThreadListReader}. */
export interface ThreadListOptions {
  /** The changes of the owner's list. */
  changes: SharedChanges
  owner: string | undefined
  agentId: string | undefined
  cursors: ListCursors
  logger: Logger
  onClose(): void
}

/** Reads the changes of one owner's list of threads as SSE frames with cursors. Ends only when it is closed. */
export class ThreadListReader implements ChunkReader<Frames> {
  readonly #options: ThreadListOptions
  #since = 0
  /** Frames that were not read yet. */
  #ready: Frames | undefined
  #mayHaveMore = false
  #closed = false
  #wake = (): void => {}
  #unsubscribe = (): void => {}

  constructor(options: ThreadListOptions) {
    this.#options = options
  }

  /** Sets the position to read from. An unknown cursor leads to a reset. */
  async begin(cursor: string | undefined): Promise<void> {
    const { changes, owner, cursors } = this.#options
    this.#unsubscribe = changes.subscribe(() => this.#look())
    const since = cursor === undefined ? undefined : await cursors.open(cursor, owner)
    if (since !== undefined) {
      this.#since = since
      this.#mayHaveMore = true
      return
    }
    this.#since = await changes.revision()
    // An id without data sets where an EventSource resumes and dispatches no event.
    const id = await cursors.seal(this.#since, owner)
    this.#ready = new Frames(cursor === undefined ? sseId(id) : listFrame({ type: 'reset' }, id))
  }

  async next(): Promise<Frames | null> {
    while (!this.#closed) {
      const frames = this.#ready ?? (this.#mayHaveMore ? await this.#readMore() : undefined)
      this.#ready = undefined
      if (frames !== undefined && !this.#closed) return frames
      if (!this.#mayHaveMore && !this.#closed) {
        await this.#nextLook()
      }
    }
    return null
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#unsubscribe()
    this.#wake()
    this.#options.onClose()
  }

  #look(): void {
    this.#mayHaveMore = true
    this.#wake()
  }

  async #nextLook(): Promise<void> {
    const timer = setTimeout(() => {
      this.#options.changes.refresh()
      this.#look()
    }, LOOK_AGAIN_MS)
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    clearTimeout(timer)
  }

  /**
   * Reads the changes since the last read. On an error the stream ends; an EventSource reconnects where it was. While the
   * store is not available, the stream waits: an EventSource that is refused does not reconnect.
   */
  async #readMore(): Promise<Frames | undefined> {
    const { changes, agentId, logger } = this.#options
    this.#mayHaveMore = false
    try {
      const batch = await changes.after(this.#since)
      this.#mayHaveMore ||= batch.mayHaveMore
      this.#since = batch.revision
      return await batch.framesFor(agentId)
    } catch (error) {
      if (isStoreUnavailable(error)) return undefined
      logger.error('Reading the changes of a thread list failed', { error })
      this.close()
      return undefined
    }
  }
}
