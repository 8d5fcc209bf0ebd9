import { type BaseEvent, EventType, type ReasoningEncryptedValueEvent } from '@ag-ui/client'
import { toEncryptedValue } from './kept-metadata.ts'

type Out = BaseEvent[]

/**
 * The messages that a stream has begun and not ended. Every text and every thought gets an id of its own: providers count
 * theirs from zero in every answer.
 */
export class OpenItems {
  readonly #newId: () => string
  readonly #texts = new Map<string, string>()
  readonly #thoughts = new Map<string, string>()
  #parent: string | undefined

  constructor(newId: () => string) {
    this.#newId = newId
  }

  /** The message that the tool calls of this step belong to. */
  get parentMessageId(): string {
    this.#parent ??= this.#newId()
    return this.#parent
  }

  text(partId: string, delta: string, out: Out): void {
    if (delta === '') return
    this.endThoughts(out)
    let messageId = this.#texts.get(partId)
    if (messageId === undefined) {
      messageId = this.#newId()
      this.#parent = messageId
      this.#texts.set(partId, messageId)
      out.push(start(messageId))
    }
    out.push(content(messageId, delta))
  }

  endText(partId: string, out: Out): void {
    const messageId = this.#texts.get(partId)
    if (messageId === undefined) return
    this.#texts.delete(partId)
    out.push(end(messageId))
  }

  thought(partId: string, delta: string, out: Out): void {
    if (delta === '') return
    out.push({
      type: EventType.REASONING_MESSAGE_CONTENT,
      messageId: this.#thought(partId, out),
      delta,
    } as BaseEvent)
  }

  /** Ends a thought. Marks of the provider are kept with it, even of a thought without words. */
  endThought(partId: string, metadata: unknown, out: Out): void {
    const encryptedValue = toEncryptedValue(metadata)
    if (encryptedValue === undefined && !this.#thoughts.has(partId)) return
    const messageId = this.#thought(partId, out)
    this.#thoughts.delete(partId)
    out.push({ type: EventType.REASONING_MESSAGE_END, messageId } as BaseEvent)
    if (encryptedValue !== undefined) out.push(encrypted('message', messageId, encryptedValue))
    out.push({ type: EventType.REASONING_END, messageId } as BaseEvent)
  }

  endThoughts(out: Out): void {
    for (const partId of [...this.#thoughts.keys()]) this.endThought(partId, undefined, out)
  }

  /** Ends everything: the step is over. */
  endStep(out: Out): void {
    this.endThoughts(out)
    for (const partId of [...this.#texts.keys()]) this.endText(partId, out)
    this.#parent = undefined
  }

  #thought(partId: string, out: Out): string {
    const open = this.#thoughts.get(partId)
    if (open !== undefined) return open
    const messageId = this.#newId()
    this.#thoughts.set(partId, messageId)
    out.push({ type: EventType.REASONING_START, messageId } as BaseEvent)
    out.push({ type: EventType.REASONING_MESSAGE_START, messageId, role: 'reasoning' } as BaseEvent)
    return messageId
  }
}

/** The event that keeps a provider's marks with a message or a tool call. */
export function encrypted(
  subtype: ReasoningEncryptedValueEvent['subtype'],
  entityId: string,
  encryptedValue: string,
): BaseEvent {
  return {
    type: EventType.REASONING_ENCRYPTED_VALUE,
    subtype,
    entityId,
    encryptedValue,
  } satisfies ReasoningEncryptedValueEvent
}

function start(messageId: string): BaseEvent {
  return { type: EventType.TEXT_MESSAGE_START, messageId, role: 'assistant' } as BaseEvent
}

function content(messageId: string, delta: string): BaseEvent {
  return { type: EventType.TEXT_MESSAGE_CONTENT, messageId, delta } as BaseEvent
}

function end(messageId: string): BaseEvent {
  return { type: EventType.TEXT_MESSAGE_END, messageId } as BaseEvent
}
