import type { Message } from '../events/events.ts'

/** Which tool calls of a run still have no result. */
export class ToolAnswers {
  readonly #asked = new Set<string>()
  readonly #answered = new Set<string>()

  asked(toolCallId: string): void {
    this.#asked.add(toolCallId)
  }

  answered(toolCallId: string): void {
    this.#answered.add(toolCallId)
  }

  /** A snapshot may hold results that never came as events. */
  read(messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.role === 'tool') this.#answered.add(message.toolCallId)
    }
  }

  isUnanswered(toolCallId: string): boolean {
    return !this.#answered.has(toolCallId)
  }

  /** The ids of calls without a result, in the order they began. */
  unanswered(): string[] {
    return [...this.#asked].filter((id) => this.isUnanswered(id))
  }
}
