import type { EngineContext } from '../contract/engine-context.ts'
import type { LogReader } from '../log/log-reader.ts'
import { RemoteReader } from '../log/remote-reader.ts'
import { isStoreUnavailable } from '../store/store-unavailable.ts'
import { isSameRun, type RunRecord, type ThreadKey, type ThreadView } from '../store/thread-record.ts'
import { waitForChange } from '../store/thread-wait.ts'
import type { Maintenance } from './maintenance.ts'

/** How to read a run from the store. */
export interface RemoteReading {
  thread: ThreadView
  run: RunRecord
  /** Position to continue after; without one, the reader joins. */
  after: number | undefined
  /** Opens a reader for the same cursor again. */
  reopen(): Promise<LogReader>
  onClose(): void
}

/** The runs of other processes, reached through the store that all processes share. */
export class RemoteRuns {
  readonly #context: EngineContext
  readonly #maintenance: Maintenance
  readonly #readers = new Set<RemoteReader>()
  /** Called when the last reader is closed. */
  #onUnread: (() => void)[] = []
  #ended = false

  constructor(context: EngineContext, maintenance: Maintenance) {
    this.#context = context
    this.#maintenance = maintenance
  }

  /**
   * Looks up a thread. If its run is abandoned, ends the run and looks the thread up again. A store that takes no writes
   * at the moment can still be read: the run is then returned as it is.
   */
  async settled<T extends { running?: RunRecord | undefined }>(
    key: ThreadKey,
    lookUp: () => PromiseLike<T | undefined> | T | undefined,
  ): Promise<T | undefined> {
    const found = await lookUp()
    if (found?.running === undefined) return found
    // A run that this process has taken over, to end it, is not abandoned any more.
    if (!found.running.abandoned && !this.#maintenance.isRecovering(key)) return found
    try {
      await this.#maintenance.recover(key, found.running)
    } catch (error) {
      if (isStoreUnavailable(error) && error.unavailable === 'writes') return found
      throw error
    }
    return await lookUp()
  }

  /** Reads a run after a position; without one, the reader joins. */
  read(reading: RemoteReading): LogReader {
    const { store, options, limits } = this.#context
    const reader = new RemoteReader({
      ...reading,
      store,
      limits,
      aheadMs: options.leaseMs,
      recover: (abandoned) => this.#maintenance.recover(reading.thread.key, abandoned),
      onClose: () => {
        this.#readers.delete(reader)
        reading.onClose()
        if (this.#readers.size === 0) for (const resolve of this.#onUnread.splice(0)) resolve()
      },
    })
    this.#readers.add(reader)
    if (this.#ended) reader.cutShort()
    return reader
  }

  /** Settles when no reader is open. */
  async unread(): Promise<void> {
    if (this.#readers.size === 0) return
    await new Promise<void>((resolve) => this.#onUnread.push(resolve))
  }

  /** Ends all readers, and those that are opened later, because this process closes. Their runs continue. */
  endReaders(): void {
    this.#ended = true
    for (const reader of [...this.#readers]) reader.cutShort()
  }

  /** Waits for the end of a run and returns its record; undefined if the thread was deleted. */
  async ending(key: ThreadKey, run: RunRecord): Promise<RunRecord | undefined> {
    const { store } = this.#context
    for (;;) {
      const now = await this.settled(key, () => store.peek(key))
      if (!isSameRun(now?.running, run)) break
      await waitForChange(store, key).changed
    }
    const [ended] = await store.runs({ key, limit: 1, before: run.base + 1 })
    return isSameRun(ended, run) ? ended : undefined
  }

  /**
   * Requests the stop of a run and waits for its end. Returns false if there is no such run, or if its process did not end
   * it within the grace period and the lease. A process that takes the run over gets the same time again.
   */
  async stop(key: ThreadKey, runId: string | undefined): Promise<boolean> {
    const { store, options } = this.#context
    const timeoutMs = options.stopGraceMs + options.leaseMs
    const running = (await store.peek(key))?.running
    if (running === undefined || (runId !== undefined && runId !== running.runId)) return false
    if (!(await store.requestStop(key, running.runId))) return false
    let { epoch } = running
    let deadline = Date.now() + timeoutMs
    for (;;) {
      const now = (await this.settled(key, () => store.peek(key)))?.running
      if (now === undefined || !isSameRun(now, running)) return true
      if (now.epoch !== epoch) {
        epoch = now.epoch
        deadline = Date.now() + timeoutMs
      } else if (Date.now() >= deadline) return false
      await waitForChange(store, key).changed
    }
  }
}
