import type { JsonPatchOperation } from '@ag-ui/core'
import { applyPatch } from './apply-client-patch.ts'

/**
 * The state of a thread. Events are recorded and applied when the state is read, because most snapshots never are.
 */
export class StateFold {
  #text: string | undefined
  /** The decoded `#text`, if a fold has decoded it. */
  #document: { readonly value: unknown } | undefined
  #snapshot: string | undefined
  #deltas: string[] = []

  /** @param text JSON of the current state; undefined if there is none */
  constructor(text: string | undefined) {
    this.#text = text
  }

  /** @param event JSON of a STATE_SNAPSHOT */
  replace(event: string): void {
    this.#snapshot = event
    this.#deltas = []
  }

  /** @param event JSON of a STATE_DELTA */
  patch(event: string): void {
    this.#deltas.push(event)
  }

  /** JSON of the state. A delta that fails is skipped, as in the clients. Without a state, deltas apply to `{}`. */
  encode(): string | undefined {
    if (this.#snapshot !== undefined) {
      const { snapshot } = JSON.parse(this.#snapshot) as { snapshot: unknown }
      this.#snapshot = undefined
      this.#settle(snapshot)
    }
    if (this.#deltas.length > 0) {
      const before = this.#decode()
      const after = this.#deltas.reduce(patched, before)
      this.#deltas = []
      if (after !== before) this.#settle(after)
    }
    return this.#text
  }

  #decode(): unknown {
    this.#document ??= { value: this.#text === undefined ? {} : JSON.parse(this.#text) }
    return this.#document.value
  }

  #settle(document: unknown): void {
    try {
      this.#text = JSON.stringify(document)
      this.#document = { value: document }
    } catch {
      // The state is nested too deeply for JSON: keep its last encoding.
    }
  }
}

function patched(document: unknown, event: string): unknown {
  const { delta } = JSON.parse(event) as { delta: JsonPatchOperation[] }
  const result = applyPatch(document, delta)
  return result.ok ? result.document : document
}
