import { keyText, type ThreadKey } from '@flightdeck/run-engine/store'
import type { PgInteger } from '../schema/row-types.ts'
import type { Content } from '../threads/content.ts'

/** A claim of this store. */
export interface HeldClaim {
  readonly epoch: number
  /** The id of the thread's row. */
  readonly thread: PgInteger
  /** The content of the thread at the claim, so that the end of the run writes only differences. */
  readonly content: Content
}

/** The claims that this store holds, by the key of the thread. */
export class HeldClaims {
  readonly #claims = new Map<string, HeldClaim>()

  set(key: ThreadKey, claim: HeldClaim): void {
    this.#claims.set(keyText(key), claim)
  }

  get(key: ThreadKey, epoch: number): HeldClaim | undefined {
    const claim = this.#claims.get(keyText(key))
    return claim?.epoch === epoch ? claim : undefined
  }

  delete(key: ThreadKey, epoch: number): void {
    if (this.get(key, epoch) !== undefined) this.#claims.delete(keyText(key))
  }
}
