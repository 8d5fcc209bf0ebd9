// Tests: `event-guard.test.ts` and `guard.property.test.ts`.
import type { Message } from '../events/events.ts'

/** The tool calls of a run that have no result yet. */
export class PendingCalls {
  readonly #started = new Set<string>()
  readonly #completed = new Set<string>()

  start(toolCallId: string): void {
    this.#started.add(toolCallId)
  }

  complete(toolCallId: string): void {
    this.#completed.add(toolCallId)
  }

  /** Completes the calls whose results are in a snapshot, which may hold results that were never sent as events. */
  readSnapshot(messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.role === 'tool') this.#completed.add(message.toolCallId)
    }
  }

  isPending(toolCallId: string): boolean {
    return !this.#completed.has(toolCallId)
  }

  /** The ids of pending calls, in the order of their start. */
  pending(): string[] {
    return [...this.#started].filter((id) => this.isPending(id))
  }
}
