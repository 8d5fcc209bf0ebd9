// Tests: `thread-reducer.test.ts` and `thread-reducer.property.test.ts`.
import type { JsonPatchOperation } from '@ag-ui/core'
import { applyPatch } from './apply-client-patch.ts'
import type { StateBudget } from './state-limits.ts'

/** Whether a patch was applied, failed, or would exceed a limit. */
export type Patched = 'applied' | 'failed' | 'exceeded'

/**
 * A JSON document that is changed by patches, and an upper bound of its size. The size is only measured when the bound
 * exceeds the limit, so that a small patch of a large document costs no encoding of it.
 */
export class PatchedDocument {
  #value: unknown
  #bound: number

  /** @param bound characters of its JSON, or more */
  constructor(value: unknown, bound: number) {
    this.#value = value
    this.#bound = bound
  }

  get value(): unknown {
    return this.#value
  }

  /**
   * Applies a patch completely, or not at all.
   *
   * @param size characters of JSON of the patch
   */
  patch(patch: readonly JsonPatchOperation[], size: number, budget: StateBudget): Patched {
    const { maxStateBytes } = budget.limits
    const result = applyPatch(this.#value, patch, budget.limits)
    if (!result.ok) return result.exceeded ? 'exceeded' : 'failed'
    budget.copied += result.copied
    let bound = this.#bound + size + result.copied
    if (bound > maxStateBytes) {
      bound = sizeOf(result.document)
      if (bound > maxStateBytes) return 'exceeded'
    }
    this.#value = result.document
    this.#bound = bound
    return 'applied'
  }
}

/** Characters of the JSON of a document; `Infinity` if it is nested too deeply for JSON. */
export function sizeOf(document: unknown): number {
  try {
    return JSON.stringify(document)?.length ?? 0
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
