import { RunnerError } from '../contract/runner-error.ts'
import { keyText, type ThreadKey } from '../store/thread-record.ts'

/** Counts the readers of each thread, and refuses those beyond a limit. */
export class ReaderCount {
  readonly #max: number
  readonly #readers = new Map<string, number>()

  /** At most `max` readers of one thread at a time. */
  constructor(max: number) {
    this.#max = max
  }

  /**
   * Lets one more reader in; it leaves by the function returned.
   *
   * @throws RunnerError `too_many_readers`
   */
  admit(key: ThreadKey): () => void {
    const text = keyText(key)
    const readers = (this.#readers.get(text) ?? 0) + 1
    if (readers > this.#max) {
      throw new RunnerError('too_many_readers', `Thread '${key.threadId}' has ${this.#max} readers already`)
    }
    this.#readers.set(text, readers)
    return () => {
      const left = (this.#readers.get(text) ?? 1) - 1
      if (left > 0) this.#readers.set(text, left)
      else this.#readers.delete(text)
    }
  }
}
