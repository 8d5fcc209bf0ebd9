import { RunnerError } from '../contract/runner-error.ts'
import { keyText, type ThreadKey } from '../store/thread-record.ts'

/** Counts the readers of each thread and enforces a limit. */
export class ReaderCount {
  readonly #max: number
  readonly #refusal: (key: ThreadKey) => string
  readonly #readers = new Map<string, number>()

  /** Allows at most `max` readers of one key at a time. `refusal` is the message for one more. */
  constructor(max: number, refusal: (key: ThreadKey) => string) {
    this.#max = max
    this.#refusal = refusal
  }

  /**
   * Adds a reader. Returns a function that removes it.
   *
   * @throws RunnerError `too_many_readers`
   */
  admit(key: ThreadKey): () => void {
    const text = keyText(key)
    const readers = (this.#readers.get(text) ?? 0) + 1
    if (readers > this.#max) {
      throw new RunnerError('too_many_readers', this.#refusal(key))
    }
    this.#readers.set(text, readers)
    return () => {
      const rest = (this.#readers.get(text) ?? 1) - 1
      if (rest > 0) this.#readers.set(text, rest)
      else this.#readers.delete(text)
    }
  }
}
