// Tests: `thread-reducer.test.ts` and `thread-reducer.property.test.ts`.
/** Limits on the state of a thread, and on the content of each of its activities. */
export interface StateLimits {
  /** Characters of JSON of one document. */
  readonly maxStateBytes: number
  /** Operations of one JSON Patch. */
  readonly maxPatchOperations: number
}

/** No limits. */
export const UNLIMITED_STATE: StateLimits = {
  maxStateBytes: Number.POSITIVE_INFINITY,
  maxPatchOperations: Number.POSITIVE_INFINITY,
}

/** The limits of one run, and what its patches have copied so far. */
export class StateBudget {
  readonly limits: StateLimits
  /** Characters of JSON that `copy` operations have added. The events of the run do not show them. */
  copied = 0

  constructor(limits: StateLimits) {
    this.limits = limits
  }
}
