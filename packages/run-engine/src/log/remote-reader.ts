import { encodeEvent } from '../events/encode-event.ts'
import type { WireEvent } from '../events/events.ts'
import { EventGuard } from '../guard/event-guard.ts'
import type { StateLimits } from '../reducer/state-limits.ts'
import { ThreadReducer } from '../reducer/thread-reducer.ts'
import { isSameLog } from '../store/generation.ts'
import { readOpening, remoteStateAtStart } from '../store/run-opening.ts'
import { isStoreUnavailable } from '../store/store-unavailable.ts'
import { isSameRun, type RunRecord, type ThreadView } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import { type ThreadWait, waitForChange } from '../store/thread-wait.ts'
import { catchUpOf, endedCatchUpOf, snapshotsOf } from './catch-up.ts'
import { type EndedRun, findEndedRun } from './ended-run.ts'
import type { LogChunk, LogReader } from './log-reader.ts'
import { runLogId } from './run-cursor.ts'
import { unstoredChunk } from './unstored-chunk.ts'

/** Options of a `RemoteReader`. */
export interface RemoteReaderOptions {
  store: ThreadStore
  /** Limits on the state, as in the process of the run. */
  limits: StateLimits
  thread: ThreadView
  run: RunRecord
  /** Position to continue after. Without one the reader joins. */
  after: number | undefined
  /** Milliseconds that `after` may be ahead of the store before the reader joins instead. */
  aheadMs: number
  /** Ends an abandoned run. */
  recover(run: RunRecord): Promise<void>
  /** Opens a reader for the same cursor again, because the thread changed before anything was read. */
  reopen(): Promise<LogReader>
  onClose(): void
}

/** Characters of JSON per read of events that the reader already has. */
const READ_BYTES = 1_000_000

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
  #follower: EventGuard
  #closers: WireEvent[] = []
  #generation: string
  /** Position of the last event that the reader has. Undefined until the store is known to have it. */
  #after: number | undefined
  #wait: ThreadWait | undefined
  /** Whether events were read. Later events must continue them. */
  #hasRead = false
  /** Replaces this reader if the thread changed before anything was read. */
  #successor: LogReader | undefined
  #closed = false
  /** Whether this process closes: the reader ends before its run. */
  #cutShort = false

  constructor(options: RemoteReaderOptions) {
    const { store, thread, run } = options
    this.#options = options
    this.#store = store
    this.#thread = thread
    this.#run = run
    this.#generation = thread.generation
    this.#follower = this.#newFollower()
  }

  async next(maxBytes: number): Promise<LogChunk | null> {
    if (this.#successor) return await this.#readSuccessor(this.#successor, maxBytes)
    if (this.#closed) return this.#lastChunk()
    if (this.#after === undefined) {
      const { after } = this.#options
      const begun = after === undefined ? await this.#join() : await this.#catchUpWith(after)
      if (begun === 'changed') return await this.#reopen(maxBytes)
      if (begun !== 'caught up') {
        this.#hasRead = true
        return begun
      }
    }
    const read = await this.#readOn(this.#after ?? this.#run.base, maxBytes)
    if (read === 'changed') return await this.#reopen(maxBytes)
    this.#hasRead = true
    return read
  }

  /** Ends the reader before its run has ended. Its last chunk says so. */
  cutShort(): void {
    if (this.#closed) return
    this.#cutShort = true
    this.close()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#wait?.end()
    this.#successor?.close()
    this.#options.onClose()
  }

  async #readOn(from: number, maxBytes: number): Promise<LogChunk | null | 'changed'> {
    let after = from
    let hasEnded = false
    while (!this.#closed && !this.#follower.ended) {
      const { key } = this.#thread
      const generation = this.#generation
      const result = await this.#store.read({ key, generation, after, maxBytes })
      if (result.gone || (hasEnded && result.events.length === 0)) {
        if (!this.#hasRead) return 'changed'
        const end = await this.#jumpToEnd()
        if (end !== 'taken over') return end
      } else if (result.events.length > 0) {
        this.#follow(result.events)
        after += result.events.length
        this.#after = after
        const legacy = result.legacy.map((position) => position - result.first)
        const log = runLogId(generation, this.#run.base)
        return { log, first: result.first, events: result.events, through: after, legacy }
      } else {
        const now = await this.#store.peek(key)
        if (isSameRun(now?.running, this.#run)) await this.#waitForMore(now?.running as RunRecord)
        // Its last events may have been stored since the read: reads once more.
        else hasEnded = true
      }
    }
    this.close()
    return this.#lastChunk()
  }

  /** Returns null, after the chunk that tells of a reader that was cut short. */
  #lastChunk(): LogChunk | null {
    if (!this.#cutShort) return null
    this.#cutShort = false
    const { base } = this.#run
    const through = this.#after ?? base
    return { log: runLogId(this.#generation, base), events: [], through, legacy: [], cutShort: true }
  }

  /**
   * Reads the events up to the cursor, which the reader already has. Their process may have sent them before it stored
   * them: waits for those. If they are not stored in time, the reader joins.
   */
  async #catchUpWith(cursor: number): Promise<LogChunk | null | 'caught up' | 'changed'> {
    const { key, generation } = this.#thread
    const patience = Date.now() + this.#options.aheadMs
    let after = this.#run.base
    while (after < cursor) {
      const result = await this.#store.read({ key, generation, after, maxBytes: READ_BYTES })
      if (result.gone) return 'changed'
      const events = result.events.slice(0, cursor - after)
      this.#follow(events)
      after += events.length
      if (events.length > 0) continue
      if (this.#closed) return this.#lastChunk()
      const running = (await this.#store.peek(key))?.running
      if (!isSameRun(running, this.#run)) return 'changed'
      const left = patience - Date.now()
      if (left <= 0) {
        this.#follower = this.#newFollower()
        return await this.#join()
      }
      await this.#waitForMore(running as RunRecord, left)
    }
    this.#after = after
    return 'caught up'
  }

  async #join(): Promise<LogChunk | null | 'changed'> {
    const { key, generation, messages } = this.#thread
    const opening = readOpening(this.#run.opening)
    const state = remoteStateAtStart(opening, this.#thread.state, this.#options.limits)
    const reducer = new ThreadReducer({ messages, state }, this.#options.limits)
    let through = this.#run.base
    let ending: string | undefined
    for (;;) {
      const result = await this.#store.read({
        key,
        generation,
        after: through,
        maxBytes: Number.POSITIVE_INFINITY,
      })
      if (result.gone) return 'changed'
      if (result.events.length > 0) {
        for (const json of result.events) reducer.apply(JSON.parse(json) as WireEvent, json)
        this.#follow(result.events)
        through += result.events.length
        if (this.#follower.ended) ending = result.events.at(-1)
        break
      }
      if (this.#closed) return this.#lastChunk()
      const running = (await this.#store.peek(key))?.running
      if (running === undefined || !isSameRun(running, this.#run)) return 'changed'
      if (!running.abandoned) await this.#waitForMore(running)
      else if (!(await this.#tryToRecover(running))) return await this.#joinWithout()
    }
    this.#after = through
    return catchUpOf({
      log: runLogId(generation, this.#run.base),
      threadId: key.threadId,
      runId: this.#run.runId,
      content: reducer.content(),
      through,
      openers: this.#follower.openers(),
      ending,
    })
  }

  async #reopen(maxBytes: number): Promise<LogChunk | null> {
    const successor = await this.#options.reopen()
    this.#successor = successor
    if (this.#closed) successor.close()
    return await this.#readSuccessor(successor, maxBytes)
  }

  async #readSuccessor(successor: LogReader, maxBytes: number): Promise<LogChunk | null> {
    const chunk = await successor.next(maxBytes)
    if (chunk !== null) return chunk
    this.close()
    return this.#lastChunk()
  }

  /** The run stored no event and cannot be ended at the moment: the reader receives the thread without it. */
  async #joinWithout(): Promise<LogChunk | null> {
    const { last } = this.#thread
    const ended = last && (await findEndedRun(this.#store, this.#thread, last.base))
    this.close()
    return ended ? endedCatchUpOf(this.#thread, ended) : null
  }

  /** Ends an abandoned run. Returns false if the store takes no writes at the moment. */
  async #tryToRecover(abandoned: RunRecord): Promise<boolean> {
    try {
      await this.#options.recover(abandoned)
      return true
    } catch (error) {
      if (isStoreUnavailable(error)) return false
      throw error
    }
  }

  /** An abandoned run is ended first, because no process would write further events. */
  async #waitForMore(running: RunRecord, atMostMs?: number): Promise<void> {
    if (running.abandoned && (await this.#tryToRecover(running))) return
    this.#wait = waitForChange(this.#store, this.#thread.key, atMostMs)
    if (this.#closed) this.#wait.end()
    await this.#wait.changed
  }

  #newFollower(): EventGuard {
    return new EventGuard({
      threadId: this.#thread.key.threadId,
      runId: this.#run.runId,
      emit: (event) => this.#closers.push(event),
    })
  }

  #follow(events: readonly string[]): void {
    for (const json of events) this.#follower.push(JSON.parse(json))
    this.#closers = []
  }

  /**
   * The events are no longer stored under this generation. If the run was taken over, they continue under the next one. If
   * the run has ended, closes open items and sends snapshots. If the thread or the record was deleted, the run ends as
   * cancelled for this reader.
   */
  async #jumpToEnd(): Promise<LogChunk | null | 'taken over'> {
    const thread = await this.#store.get(this.#thread.key)
    if (thread && isSameLog(thread.generation, this.#generation)) {
      if (thread.generation !== this.#generation) {
        this.#generation = thread.generation
        return 'taken over'
      }
      const ended = await findEndedRun(this.#store, thread, this.#run.base)
      if (isSameRun(ended?.run, this.#run) && ended?.run.ending)
        return this.#end(thread, ended, ended.run.ending)
    }
    this.close()
    this.#follower.finish({ kind: 'cancelled' })
    return unstoredChunk(this.#closers)
  }

  #end(thread: ThreadView, { run, end }: EndedRun, ending: string): LogChunk {
    this.close()
    this.#follower.finish({ kind: 'completed' })
    const closers = this.#closers.slice(0, -1).map(encodeEvent)
    const snapshots = snapshotsOf({ messages: thread.messages, state: thread.state })
    const events = [...closers, ...snapshots.events, ending]
    return {
      log: runLogId(thread.generation, run.base),
      events,
      through: end,
      legacy: events.map((_, index) => index),
    }
  }
}
