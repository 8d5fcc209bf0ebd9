// Tests: `patched-document.test.ts`, `thread-reducer.test.ts` and `thread-reducer.property.test.ts`.
import type { JsonPatchOperation } from '@ag-ui/core'
import { EXCEEDED, type OwnContainers, PatchDraft, sizeOf } from './apply-client-patch.ts'
import type { StateBudget } from './state-limits.ts'

/** Whether a patch was applied, failed, or would exceed a limit. */
export type Patched = 'applied' | 'failed' | 'exceeded'

/**
 * A JSON document that is changed by patches, and an upper bound of its size. The costs of a patch depend on the patch and
 * not on the document, except that the parts of the given document are copied when they are first changed.
 */
export class PatchedDocument {
  #value: unknown
  #bound: number
  readonly #own: OwnContainers = new WeakMap()

  /**
   * @param value is never changed
   * @param bound characters of its JSON, or more
   */
  constructor(value: unknown, bound: number) {
    this.#value = value
    this.#bound = bound
  }

  /** The document. Later patches may change it in place. */
  get value(): unknown {
    return this.#value
  }

  /**
   * Applies a patch completely, or not at all. Never throws. The patch is abandoned as soon as it has more operations, copies
   * more, or works longer than the limits allow.
   *
   * @param isLegal whether the result may be kept. @default any
   */
  patch(
    patch: readonly JsonPatchOperation[],
    budget: StateBudget,
    isLegal: (document: unknown) => boolean = () => true,
  ): Patched {
    const { maxStateBytes, maxPatchOperations } = budget.limits
    if (patch.length > maxPatchOperations) return 'exceeded'
    const draft = new PatchDraft(this.#value, this.#own, maxStateBytes)
    const patched = applied(draft, patch, isLegal)
    const bound = patched === 'applied' ? this.#boundAfter(draft, maxStateBytes) : Number.NaN
    if (bound <= maxStateBytes) {
      draft.settle()
      budget.copied += draft.copied
      this.#bound = bound
    } else draft.undo()
    this.#value = draft.root
    return patched === 'applied' && bound > maxStateBytes ? 'exceeded' : patched
  }

  /** The size is only measured when the bound exceeds the limit, and is exact from then on. */
  #boundAfter(draft: PatchDraft, maxBytes: number): number {
    const bound = this.#bound + draft.growth()
    return bound > maxBytes ? sizeOf(draft.root) : bound
  }
}

function applied(
  draft: PatchDraft,
  patch: readonly JsonPatchOperation[],
  isLegal: (document: unknown) => boolean,
): Patched {
  try {
    return patch.every((operation) => draft.apply(operation)) && isLegal(draft.root) ? 'applied' : 'failed'
  } catch (error) {
    // Any other error: documents are nested deeper than the stack.
    return error === EXCEEDED ? 'exceeded' : 'failed'
  }
}
