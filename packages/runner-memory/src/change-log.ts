import type { ThreadKey } from '@flightdeck/run-engine'

/** One change of a thread that a list of threads shows. */
interface Change {
  readonly revision: number
  readonly key: ThreadKey
}

/** Changes remembered; who asks for older ones has to read the list anew. */
const MAX_CHANGES = 20_000

/** Which threads changed, in order, and what revision that was. */
export class ChangeLog {
  #changes: Change[] = []
  #revision = 0
  /** Changes up to this one are forgotten. */
  #forgotten = 0

  /** The revision of now. */
  get revision(): number {
    return this.#revision
  }

  /** Notes that a thread changed, or went, and gives the revision of that. */
  note(key: ThreadKey): number {
    this.#revision += 1
    this.#changes.push({ revision: this.#revision, key })
    if (this.#changes.length > MAX_CHANGES) {
      this.#changes = this.#changes.slice(MAX_CHANGES / 2)
      this.#forgotten = (this.#changes[0]?.revision ?? 1) - 1
    }
    return this.#revision
  }

  /** Whether everything after a revision is still known. */
  knows(revision: number): boolean {
    return revision >= this.#forgotten && revision <= this.#revision
  }

  /** The changes after a revision, oldest first. */
  *since(revision: number): Generator<Change, void, undefined> {
    const first = this.#changes[0]?.revision ?? 0
    for (let index = Math.max(0, revision + 1 - first); index < this.#changes.length; index += 1) {
      yield this.#changes[index] as Change
    }
  }
}
