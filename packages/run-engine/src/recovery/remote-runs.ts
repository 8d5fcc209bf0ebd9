import type { LogReader } from '../log/log-reader.ts'
import { RemoteReader } from '../log/remote-reader.ts'
import { isSameRun, type RunRecord, type ThreadKey, type ThreadView } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import { waitForChange } from '../store/thread-wait.ts'
import type { Upkeep } from './maintenance.ts'

/** What runs of other processes are reached with: the store that is shared. */
export class Elsewhere {
  readonly #store: ThreadStore
  readonly #upkeep: Upkeep
  readonly #patienceMs: number

  /** @param patienceMs milliseconds that a stop waits for a process that does not react */
  constructor(store: ThreadStore, upkeep: Upkeep, patienceMs: number) {
    this.#store = store
    this.#upkeep = upkeep
    this.#patienceMs = patienceMs
  }

  /** A look at a thread, again after its run was ended if that had been abandoned. */
  async settled<T extends { running?: RunRecord | undefined }>(
    key: ThreadKey,
    look: () => PromiseLike<T | undefined> | T | undefined,
  ): Promise<T | undefined> {
    const seen = await look()
    if (!seen?.running?.abandoned) return seen
    await this.#upkeep.recover(key, seen.running)
    return await look()
  }

  /** Reads a run from a position, or joins it without one. */
  read(thread: ThreadView, run: RunRecord, after: number | undefined, onClose: () => void): LogReader {
    const recover = (abandoned: RunRecord): Promise<void> => this.#upkeep.recover(thread.key, abandoned)
    return new RemoteReader({ store: this.#store, thread, run, after, recover, onClose })
  }

  /** What came of a run, once it has ended. Nothing if its thread is gone. */
  async ending(key: ThreadKey, run: RunRecord): Promise<RunRecord | undefined> {
    for (;;) {
      const now = await this.settled(key, () => this.#store.peek(key))
      if (!isSameRun(now?.running, run)) break
      await waitForChange(this.#store, key).changed
    }
    const [ended] = await this.#store.runs({ key, limit: 1, before: run.base + 1 })
    return isSameRun(ended, run) ? ended : undefined
  }

  /**
   * Asks for the end of a run and waits for it. False if there was none, or nobody reacted; somebody who has taken it over
   * in order to end it is given as long as its first holder.
   */
  async stop(key: ThreadKey, runId: string | undefined): Promise<boolean> {
    const running = (await this.#store.peek(key))?.running
    if (running === undefined || (runId !== undefined && runId !== running.runId)) return false
    if (!(await this.#store.requestStop(key, running.runId))) return false
    let { epoch } = running
    let patience = Date.now() + this.#patienceMs
    for (;;) {
      const now = (await this.settled(key, () => this.#store.peek(key)))?.running
      if (now === undefined || !isSameRun(now, running)) return true
      if (now.epoch !== epoch) {
        epoch = now.epoch
        patience = Date.now() + this.#patienceMs
      } else if (Date.now() >= patience) return false
      await waitForChange(this.#store, key).changed
    }
  }
}
