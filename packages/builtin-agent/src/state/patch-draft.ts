/** Characters of JSON that the state may have. */
export const MAX_STATE_BYTES: number = 4 * 1024 * 1024

/** Operations of one patch. */
const MAX_OPERATIONS = 10_000

/** Items of a list that shift at the cost of visiting one entry. */
const SHIFTED_PER_ENTRY = 16

/**
 * The containers that one patch has copied, and what it may still cost. Methods throw a `TypeError` with a message for the
 * model when a limit is exceeded.
 */
export class PatchDraft {
  readonly #own = new Set<object>()
  readonly #maxBytes: number
  #entriesLeft: number
  #copied = 0

  /** @param maxBytes characters of JSON that the state may have; also the entries that the patch may copy and compare */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#entriesLeft = maxBytes
  }

  /** Checks the number of operations. */
  admit(operations: number): void {
    if (operations > MAX_OPERATIONS) throw new TypeError(`A patch has at most ${MAX_OPERATIONS} operations`)
  }

  /** The container as a copy that belongs to this patch and can be changed in place. */
  owned<Container extends object>(container: Container): Container {
    if (this.#own.has(container)) return container
    this.visit(container)
    const copy = (Array.isArray(container) ? [...container] : { ...container }) as Container
    this.#own.add(copy)
    return copy
  }

  /** Counts the entries of a container that is copied or compared. */
  visit(container: object): void {
    this.#spend(Array.isArray(container) ? container.length : Object.keys(container).length)
  }

  /** Changes an owned list at one place. */
  splice(list: unknown[], index: number, remove: number, ...values: unknown[]): void {
    this.#spend((list.length - index) / SHIFTED_PER_ENTRY)
    list.splice(index, remove, ...values)
  }

  /** A copy of a value of the state. It shares nothing, so that the memory of the state is as large as its JSON. */
  clone(value: unknown): unknown {
    const json = JSON.stringify(value)
    this.#copied += json.length
    if (this.#copied > this.#maxBytes) throw this.#tooLarge()
    return JSON.parse(json)
  }

  /** Checks the size of a new state. */
  check(state: unknown): void {
    if ((JSON.stringify(state)?.length ?? 0) > this.#maxBytes) throw this.#tooLarge()
  }

  #spend(entries: number): void {
    this.#entriesLeft -= entries
    if (this.#entriesLeft < 0)
      throw new TypeError('The patch has too many operations for a state of this size')
  }

  #tooLarge(): TypeError {
    return new TypeError(`The state would be larger than ${this.#maxBytes} characters`)
  }
}
