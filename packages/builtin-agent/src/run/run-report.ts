import type { Interrupt, TokenUsage } from '@ag-ui/client'
import { aggregateUsage } from '../usage/aggregate-usage.ts'

/** What a run tells beside its events, for its ending. */
export class RunReport {
  readonly #interrupts = new Map<string, Interrupt>()
  readonly #usage: TokenUsage[] = []
  #finishReason: string | undefined

  /** A human has to decide something. */
  interrupt(interrupt: Interrupt): void {
    this.#interrupts.set(interrupt.id, interrupt)
  }

  /** Tokens were used. */
  use(usage: TokenUsage): void {
    this.#usage.push(usage)
  }

  /** A completion ended, for a reason as the AI SDK names it. The last one counts. */
  finish(reason: string): void {
    this.#finishReason = reason
  }

  get finishReason(): string | undefined {
    return this.#finishReason
  }

  get interrupts(): Interrupt[] {
    return [...this.#interrupts.values()]
  }

  /** The tokens of the run, one entry a model; undefined if nothing was reported. */
  get usage(): TokenUsage[] | undefined {
    return this.#usage.length === 0 ? undefined : aggregateUsage(this.#usage)
  }
}
