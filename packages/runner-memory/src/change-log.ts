import type { ThreadKey } from '@flightdeck/run-engine/store'

/** One change of a thread that is visible in a list. */
interface Change {
  readonly revision: number
  readonly key: ThreadKey
}

/** Changes that are kept. A client with an older revision has to read the list again. */
const MAX_CHANGES = 20_000

/** The changed threads, in order, with their revisions. */
export class ChangeLog {
  #changes: Change[] = []
  #revision = 0
  /** Changes up to this revision are no longer kept. */
  #forgotten = 0

  /** The current revision. */
  get revision(): number {
    return this.#revision
  }

  /** Records that a thread changed or was deleted. Returns the new revision. */
  note(key: ThreadKey): number {
    this.#revision += 1
    this.#changes.push({ revision: this.#revision, key })
    if (this.#changes.length > MAX_CHANGES) {
      this.#changes = this.#changes.slice(MAX_CHANGES / 2)
      this.#forgotten = (this.#changes[0]?.revision ?? 1) - 1
    }
    return this.#revision
  }

  /** Whether all changes after a revision are kept. */
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
