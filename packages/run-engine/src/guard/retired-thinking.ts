// Tests: `event-guard.test.ts` and `guard.property.test.ts`.
import type { Fields } from './field-values.ts'

/** Translates the `THINKING_…` events of AG-UI 0.x, which have no ids, to the reasoning events of 1.0. */
export class RetiredThinking {
  #span: string | undefined
  #message: string | undefined
  readonly #newId: (label: string) => string

  constructor(newId: (label: string) => string) {
    this.#newId = newId
  }

  /** The translated events; undefined for an event of another type. */
  translate(event: Fields): Fields[] | undefined {
    const { title: _, ...rest } = event
    switch (event.type) {
      case 'THINKING_START':
        this.#span ??= this.#newId('reasoning-span')
        return [{ ...rest, type: 'REASONING_START', messageId: this.#span }]
      case 'THINKING_TEXT_MESSAGE_START':
        this.#message ??= this.#newId('reasoning')
        return [{ ...rest, type: 'REASONING_MESSAGE_START', messageId: this.#message, role: 'reasoning' }]
      case 'THINKING_TEXT_MESSAGE_CONTENT':
        this.#message ??= this.#newId('reasoning')
        return [{ ...rest, type: 'REASONING_MESSAGE_CONTENT', messageId: this.#message }]
      case 'THINKING_TEXT_MESSAGE_END':
        return this.#endMessage(rest)
      case 'THINKING_END':
        return [...this.#endMessage(rest), ...this.#endSpan(rest)]
      default:
        return undefined
    }
  }

  #endMessage(rest: Fields): Fields[] {
    const messageId = this.#message
    this.#message = undefined
    return messageId === undefined ? [] : [{ ...rest, type: 'REASONING_MESSAGE_END', messageId }]
  }

  #endSpan(rest: Fields): Fields[] {
    const messageId = this.#span
    this.#span = undefined
    return messageId === undefined ? [] : [{ ...rest, type: 'REASONING_END', messageId }]
  }
}
