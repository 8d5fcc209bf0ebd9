import type { Removal, RunStatus, ThreadKey } from '@flightdeck/run-engine'
import {
  type ClaimRequest,
  type ClaimResult,
  type FinishRequest,
  keyText,
  type SeizeRequest,
} from '@flightdeck/run-engine/store'
import type { StoreMethod } from './fate.ts'

/** A run that took a thread. */
export interface LedgerClaim {
  readonly key: ThreadKey
  readonly runId: string
  readonly claimId: string
  readonly epoch: number
  /** Its place among all that is in the ledger. */
  readonly line: number
}

/** How a run ended in the store. */
export interface LedgerEnding {
  readonly key: ThreadKey
  readonly runId: string
  readonly epoch: number
  readonly status: Exclude<RunStatus, 'running'>
  readonly ending: string
}

/** What took effect in the store, told by its own answers, whatever became of these on their way to an engine. */
export class Ledger {
  /** What a store must not do. */
  readonly violations: string[] = []
  readonly #claims: LedgerClaim[] = []
  readonly #epochs = new Map<string, number>()
  readonly #ends: LedgerEnding[] = []
  /** The line of each thread's last removal, and of each owner's. */
  readonly #removed = new Map<string, number>()
  readonly #cleared = new Map<string | undefined, number>()
  #line = 0

  /** Writes a call down that the store has answered. */
  note(method: StoreMethod, given: readonly unknown[], result: unknown): void {
    const [first] = given
    this.#line += 1
    if (method === 'claim') this.#noteClaim(first as ClaimRequest, result as ClaimResult)
    else if (method === 'seize')
      this.#noteSeizure(first as SeizeRequest, result as { epoch: number } | undefined)
    else if (method === 'finish') this.#noteEnd(first as FinishRequest)
    else if (method === 'remove' && result === true) this.#noteRemoval(first as ThreadKey)
    else if (method === 'clear') this.#cleared.set(first as string | undefined, this.#line)
    else if (method === 'retain') for (const { key } of result as readonly Removal[]) this.#noteRemoval(key)
  }

  /** The claims of a run, in order: one that was lost before it was answered may be followed by another. */
  claimsOf(key: ThreadKey, runId: string): LedgerClaim[] {
    return this.#claims.filter((claim) => claim.runId === runId && isSame(claim.key, key))
  }

  /** How the run ended that has this claim, if it did. */
  endOf({ key, runId, epoch }: LedgerClaim): LedgerEnding | undefined {
    return this.#ends.find((end) => end.runId === runId && end.epoch >= epoch && isSame(end.key, key))
  }

  /** Whether the thread was removed after this claim. */
  isRemoved({ key, line }: LedgerClaim): boolean {
    return line < Math.max(this.#removed.get(keyText(key)) ?? 0, this.#cleared.get(key.owner) ?? 0)
  }

  /** Whether the thread was ever removed. */
  wasRemoved(key: ThreadKey): boolean {
    return this.#removed.has(keyText(key)) || this.#cleared.has(key.owner)
  }

  #noteClaim({ key, runId, claimId }: ClaimRequest, result: ClaimResult): void {
    if (!result.claimed) return
    const { epoch } = result
    // A repeated claim returns the current claim again.
    if (this.#claims.some((claim) => claim.claimId === claimId && claim.epoch === epoch)) return
    this.#claims.push({ key, runId, claimId, epoch, line: this.#line })
    this.#grow(key, epoch)
  }

  #noteSeizure({ key }: SeizeRequest, result: { epoch: number } | undefined): void {
    if (result !== undefined) this.#grow(key, result.epoch)
  }

  #noteEnd({ key, runId, epoch, status, ending }: FinishRequest): void {
    this.#ends.push({ key, runId, epoch, status, ending })
  }

  #noteRemoval(key: ThreadKey): void {
    this.#removed.set(keyText(key), this.#line)
  }

  #grow(key: ThreadKey, epoch: number): void {
    const text = keyText(key)
    const before = this.#epochs.get(text) ?? -1
    if (epoch <= before) this.violations.push(`epoch ${epoch} of ${text} came after ${before}`)
    this.#epochs.set(text, Math.max(before, epoch))
  }
}

function isSame(one: ThreadKey, other: ThreadKey): boolean {
  return one.threadId === other.threadId && one.owner === other.owner
}
