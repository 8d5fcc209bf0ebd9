import type { Message } from '../events/events.ts'
import type { StoredMessage } from './thread-content.ts'

/** A tool call that is being built. */
export interface DraftCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
  encryptedValue?: string
  encryptedValueType?: string
  metadata?: Record<string, unknown>
}

/** A message that is being built: the fields of any role. */
export interface DraftMessage {
  id: string
  role: Message['role']
  content?: unknown
  name?: string
  toolCalls?: DraftCall[]
  toolCallId?: string
  activityType?: string
  encryptedValue?: string
  encryptedValueType?: string
  subagentRunId?: string
  metadata?: Record<string, unknown>
}

/**
 * A decoded message and its latest encoding.
 *
 * Tests: `thread-reducer.test.ts`.
 */
export class MessageDraft {
  readonly id: string
  readonly #message: DraftMessage
  #stored: StoredMessage | undefined
  #changed = true
  /** Text to append to the content. A list of pieces needs less memory than nested string concatenations. */
  #tail: string[] = []

  /** @param stored the encoding that the message was decoded from */
  constructor(message: DraftMessage, stored?: StoredMessage) {
    this.id = message.id
    this.#message = message
    this.#stored = stored
  }

  /** The message for reading, except its content. */
  get message(): Readonly<DraftMessage> {
    return this.#message
  }

  /** The message for writing. */
  change(): DraftMessage {
    this.#changed = true
    this.#settle()
    return this.#message
  }

  /** Appends text to the content. Content that is not text is replaced. */
  append(text: string): void {
    this.#changed = true
    this.#tail.push(text)
  }

  /** The encoded message; the same object while it does not change. */
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
      // The activity is nested too deeply for JSON: keep its last encoding.
      return this.#stored?.json ?? JSON.stringify({ ...this.#message, content: {} })
    }
  }
}
