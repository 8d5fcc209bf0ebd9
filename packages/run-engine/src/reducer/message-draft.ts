import type { Message } from '../events/events.ts'
import type { StoredMessage } from './thread-content.ts'

/** A tool call that is being put together. */
export interface DraftCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
  encryptedValue?: string
  metadata?: Record<string, unknown>
}

/** A message that is being put together: the fields of any role. */
export interface DraftMessage {
  id: string
  role: Message['role']
  content?: unknown
  name?: string
  toolCalls?: DraftCall[]
  toolCallId?: string
  activityType?: string
  encryptedValue?: string
  subagentRunId?: string
  metadata?: Record<string, unknown>
}

/** A decoded message that nobody else holds, and its encoding as of the last time somebody asked. */
export class MessageDraft {
  readonly id: string
  readonly #message: DraftMessage
  #stored: StoredMessage | undefined
  #changed = true
  /** Text that belongs at the end of the content: a list of pieces weighs less than a string of strings. */
  #tail: string[] = []

  /** @param stored the encoding it was made from */
  constructor(message: DraftMessage, stored?: StoredMessage) {
    this.id = message.id
    this.#message = message
    this.#stored = stored
  }

  /** To read from, its content apart. */
  get message(): Readonly<DraftMessage> {
    return this.#message
  }

  /** To write to. */
  change(): DraftMessage {
    this.#changed = true
    this.#settle()
    return this.#message
  }

  /** Adds text to the content; content that is no text is replaced. */
  append(text: string): void {
    this.#changed = true
    this.#tail.push(text)
  }

  /** The message as text; the same object as long as it says the same. */
  encode(): StoredMessage {
    if (this.#stored !== undefined && !this.#changed) return this.#stored
    this.#settle()
    const json = this.#toJson()
    if (this.#stored?.json !== json) this.#stored = { id: this.id, json }
    this.#changed = false
    return this.#stored
  }

  #settle(): void {
    if (this.#tail.length === 0) return
    const { content } = this.#message
    this.#message.content = (typeof content === 'string' ? content : '') + this.#tail.join('')
    this.#tail = []
  }

  #toJson(): string {
    try {
      return JSON.stringify(this.#message)
    } catch {
      // Patches have nested an activity deeper than JSON can be written: it stays as it was last written.
      return this.#stored?.json ?? JSON.stringify({ ...this.#message, content: {} })
    }
  }
}
