import type { JsonPatchOperation } from '@ag-ui/core'
import { applyPatch } from './apply-client-patch.ts'

/**
 * The state of a thread. Events are only noted, and folded when somebody asks: of a hundred snapshots one is
 * read.
 */
export class StateFold {
  #text: string | undefined
  /** What `#text` says, decoded, where a fold has left it. */
  #document: { readonly value: unknown } | undefined
  #snapshot: string | undefined
  #deltas: string[] = []

  /** @param text JSON of the state so far; absent while there is none */
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

  /**
   * JSON of the state. A delta that does not fit is skipped, as clients do; where there is no state yet,
   * deltas find `{}`.
   */
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
      // Patches have nested the state deeper than JSON can be written: it stays as it was last written.
    }
  }
}

function patched(document: unknown, event: string): unknown {
  const { delta } = JSON.parse(event) as { delta: JsonPatchOperation[] }
  const result = applyPatch(document, delta)
  return result.ok ? result.document : document
}
