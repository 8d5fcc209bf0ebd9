import type { Interrupt, TokenUsage } from '@ag-ui/client'
import { aggregateUsage } from '../usage/aggregate-usage.ts'

/** What a run reports for its ending. */
export class RunReport {
  readonly #interrupts = new Map<string, Interrupt>()
  readonly #usage: TokenUsage[] = []
  #finishReason: string | undefined

  /** Adds an interrupt. */
  interrupt(interrupt: Interrupt): void {
    this.#interrupts.set(interrupt.id, interrupt)
  }

  /** Adds token usage. */
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

  /** The token usage of the run, one entry per model; undefined if none was reported. */
  get usage(): TokenUsage[] | undefined {
    return this.#usage.length === 0 ? undefined : aggregateUsage(this.#usage)
  }
}
