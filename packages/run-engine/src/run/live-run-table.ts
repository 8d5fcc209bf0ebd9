// Tests: `runnerConformance` of `@flightdeck/testkit`.
import { keyText, type ThreadKey } from '../store/thread-record.ts'
import type { LiveRun } from './live-run.ts'

/** The running runs of this process, at most one for each thread. */
export class LiveRunTable {
  readonly #runs = new Map<string, LiveRun>()

  /** The run of a thread, until the thread is free. */
  get(key: ThreadKey): LiveRun | undefined {
    return this.#runs.get(keyText(key))
  }

  /** All runs. */
  all(): LiveRun[] {
    return [...this.#runs.values()]
  }

  /** Adds the run of a thread. Returns a function that removes it. */
  add(key: ThreadKey, run: LiveRun): () => void {
    const text = keyText(key)
    this.#runs.set(text, run)
    return () => {
      if (this.#runs.get(text) === run) this.#runs.delete(text)
    }
  }
}
