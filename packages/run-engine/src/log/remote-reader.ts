import { encodeEvent } from '../events/encode-event.ts'
import { encodedEvent, splitEncoded } from '../events/encoded-event.ts'
import type { WireEvent } from '../events/events.ts'
import { EventGuard } from '../guard/event-guard.ts'
import { ThreadReducer } from '../reducer/thread-reducer.ts'
import { isSameRun, type RunRecord, type ThreadView } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import { type ThreadWait, waitForChange } from '../store/thread-wait.ts'
import { catchUpOf, endedCatchUpOf, snapshotsOf } from './catch-up.ts'
import type { LogChunk, LogReader } from './log-reader.ts'

/** Options of a `RemoteReader`. */
export interface RemoteReaderOptions {
  store: ThreadStore
  thread: ThreadView
  run: RunRecord
  /** Position to continue after. Without one the reader joins. */
  after: number | undefined
  /** Ends an abandoned run. */
  recover(run: RunRecord): Promise<void>
  onClose(): void
}

/**
 * Reads a run of another process through the store.
 *
 * Tests: `test/engine/shared-store.test.ts` and `runnerConformance` of `@flightdeck/testkit`.
 */
export class RemoteReader implements LogReader {
  readonly #store: ThreadStore
  readonly #thread: ThreadView
  readonly #run: RunRecord
  readonly #options: RemoteReaderOptions
  /** Tracks open items, which are closed if the store drops the remaining events before they are read. */
  readonly #follower: EventGuard
  #closers: WireEvent[] = []
  #after: number | undefined
  #wait: ThreadWait | undefined
  #closed = false

  constructor(options: RemoteReaderOptions) {
    const { store, thread, run, after } = options
    this.#options = options
    this.#store = store
    this.#thread = thread
    this.#run = run
    this.#after = after
    this.#follower = new EventGuard({
      threadId: thread.key.threadId,
      runId: run.runId,
      emit: (event) => this.#closers.push(event),
    })
  }

  async next(maxBytes: number): Promise<LogChunk | null> {
    if (this.#closed) return null
    if (this.#after === undefined) return this.#join()
    while (!this.#closed) {
      const after: number = this.#after
      const { key, generation } = this.#thread
      const result = await this.#store.read({ key, generation, after, maxBytes })
      if (result.gone) return this.#jumpToEnd()
      if (result.events.length > 0) {
        this.#follow(result.events)
        this.#after = after + result.events.length
        const legacy = result.legacy.map((position) => position - result.first)
        return { generation, first: result.first, events: result.events, through: this.#after, legacy }
      }
      if (this.#follower.ended) break
      const now = await this.#store.peek(key)
      if (isSameRun(now?.running, this.#run)) await this.#waitForMore(now?.running as RunRecord)
      else if (!isSameRun(now?.last, this.#run)) return this.#jumpToEnd()
      else if (now?.head === after) break
    }
    this.close()
    return null
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#wait?.end()
    this.#options.onClose()
  }

  async #join(): Promise<LogChunk | null> {
    const { key, generation, messages, state } = this.#thread
    const reducer = new ThreadReducer({ messages, state })
    let through = this.#run.base
    let ending: string | undefined
    for (;;) {
      const result = await this.#store.read({
        key,
        generation,
        after: through,
        maxBytes: Number.POSITIVE_INFINITY,
      })
      if (result.gone) return this.#jumpToEnd()
      if (result.events.length > 0) {
        for (const json of result.events) reducer.apply(JSON.parse(json) as WireEvent, json)
        this.#follow(result.events)
        through += result.events.length
        if (this.#follower.ended) ending = result.events.at(-1)
        break
      }
      if (this.#closed) return null
      const now = await this.#store.peek(key)
      if (!isSameRun(now?.running, this.#run)) return this.#jumpToEnd()
      await this.#waitForMore(now?.running as RunRecord)
    }
    this.#after = through
    return catchUpOf({
      generation,
      threadId: key.threadId,
      runId: this.#run.runId,
      content: reducer.content(),
      through,
      openers: this.#follower.openers(),
      ending,
    })
  }

  /** An abandoned run is ended first, because no process would write further events. */
  async #waitForMore(running: RunRecord): Promise<void> {
    if (running.abandoned) return await this.#options.recover(running)
    this.#wait = waitForChange(this.#store, this.#thread.key)
    await this.#wait.changed
  }

  #follow(events: readonly string[]): void {
    for (const json of events) this.#follower.push(JSON.parse(json))
    this.#closers = []
  }

  /** The run has ended and its events were deleted: closes open items and sends snapshots. */
  async #jumpToEnd(): Promise<LogChunk | null> {
    const { key, generation } = this.#thread
    const now = await this.#store.get(key)
    const joining = this.#after === undefined
    const thread = now?.generation === generation ? now : undefined
    if (joining) {
      this.close()
      return thread?.last?.ending === undefined ? null : endedCatchUpOf(thread, thread.last)
    }
    const ending = thread && (await this.#endingIn(thread))
    this.close()
    if (thread === undefined || ending === undefined) return this.#endByLimit()
    this.#follower.finish({ kind: 'completed' })
    const closers = this.#closers.slice(0, -1).map(encodeEvent)
    const snapshots = snapshotsOf({ messages: thread.messages, state: thread.state })
    const events = [...closers, ...snapshots.events, ending]
    return { generation, events, through: thread.head, legacy: events.map((_, index) => index) }
  }

  /** The ending of this run, which may not be the last run of the thread. */
  async #endingIn({ key, last }: ThreadView): Promise<string | undefined> {
    if (last && isSameRun(last, this.#run)) return last.ending
    const [ended] = await this.#store.runs({ key, limit: 1, before: this.#run.base + 1 })
    return isSameRun(ended, this.#run) ? ended?.ending : undefined
  }

  /** The thread or the record of the run was deleted: the run ends as cancelled for this reader. */
  #endByLimit(): LogChunk {
    this.#follower.finish({ kind: 'cancelled' })
    const { events, legacy } = splitEncoded(this.#closers.map(encodedEvent))
    const { generation } = this.#thread
    return { generation, events, through: this.#after ?? 0, legacy }
  }
}
