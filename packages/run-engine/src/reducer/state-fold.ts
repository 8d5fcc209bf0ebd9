// Tests: `thread-reducer.test.ts` and `thread-reducer.property.test.ts`.
import type { JsonPatchOperation } from '@ag-ui/core'
import { sizeOf } from './apply-client-patch.ts'
import { PatchedDocument } from './patched-document.ts'
import type { StateBudget } from './state-limits.ts'

/**
 * The state of a thread. Snapshots are recorded and decoded when they are patched or read, because most never are. Patches
 * are applied at once, so that one that exceeds a limit is refused before any client receives it.
 */
export class StateFold {
  readonly #budget: StateBudget
  #text: string | undefined
  #snapshot: string | undefined
  #document: PatchedDocument | undefined
  /** Whether `#document` differs from `#text`. */
  #changed = false

  /** @param text JSON of the current state; undefined if there is none */
  constructor(text: string | undefined, budget: StateBudget) {
    this.#text = text
    this.#budget = budget
  }

  /**
   * Returns false, and keeps the state, if the new one is too large.
   *
   * @param event JSON of a STATE_SNAPSHOT
   */
  replace(event: string): boolean {
    const { maxStateBytes } = this.#budget.limits
    if (event.length > maxStateBytes && sizeOf(snapshotIn(event)) > maxStateBytes) return false
    this.#snapshot = event
    this.#document = undefined
    this.#changed = false
    return true
  }

  /**
   * A patch that fails is skipped, as in the clients. Without a state, patches apply to `{}`. Returns false, and keeps the
   * state, if the patch exceeds a limit.
   *
   * @param event JSON of a STATE_DELTA
   */
  patch(event: string): boolean {
    const { delta } = JSON.parse(event) as { delta: JsonPatchOperation[] }
    const patched = this.#decode().patch(delta, this.#budget)
    if (patched === 'applied') this.#changed = true
    return patched !== 'exceeded'
  }

  /** JSON of the state. */
  encode(): string | undefined {
    if (this.#snapshot !== undefined || this.#changed) {
      const { value } = this.#decode()
      this.#text = encoded(value) ?? this.#text
      this.#snapshot = undefined
      this.#changed = false
    }
    return this.#text
  }

  #decode(): PatchedDocument {
    if (this.#document !== undefined) return this.#document
    const text = this.#snapshot ?? this.#text ?? '{}'
    const value = this.#snapshot === undefined ? JSON.parse(text) : snapshotIn(text)
    this.#document = new PatchedDocument(value, text.length)
    return this.#document
  }
}

function snapshotIn(event: string): unknown {
  return (JSON.parse(event) as { snapshot: unknown }).snapshot
}

/** Undefined if the state is nested too deeply for JSON: its last encoding is kept. */
function encoded(state: unknown): string | undefined {
  try {
    return JSON.stringify(state)
  } catch {
    return undefined
  }
}
