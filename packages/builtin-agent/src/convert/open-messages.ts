import { type BaseEvent, EventType, type ReasoningEncryptedValueEvent } from '@ag-ui/client'
import { toEncryptedValue } from '../messages/provider-metadata.ts'

type Out = BaseEvent[]

/** A text or a thought: the message that it became, and the marks of its provider that have not been told. */
interface Item {
  messageId: string | undefined
  isOpen: boolean
  marks: string | undefined
}

/**
 * The messages that a stream has begun and not ended. Every text and every thought gets an id of its own: providers count
 * theirs from zero in every answer. The marks that a provider gives a part, at its beginning, on its way or at its end, are
 * told when it ends; the last count.
 */
export class OpenMessages {
  readonly #newId: () => string
  readonly #texts = new Map<string, Item>()
  readonly #thoughts = new Map<string, Item>()
  #parent: string | undefined

  constructor(newId: () => string) {
    this.#newId = newId
  }

  /** The message that the tool calls of this step belong to. */
  get parentMessageId(): string {
    this.#parent ??= this.#newId()
    return this.#parent
  }

  /** A piece of a text, or marks without one. A text is opened by its first words, so that none is empty. */
  text(partId: string, delta: string, metadata: unknown, out: Out): void {
    const item = itemOf(this.#texts, partId, metadata)
    if (delta === '') return
    this.endThoughts(out)
    if (!item.isOpen) {
      this.#parent = this.#open(item)
      out.push({
        type: EventType.TEXT_MESSAGE_START,
        messageId: this.#parent,
        role: 'assistant',
      } as BaseEvent)
    }
    out.push({ type: EventType.TEXT_MESSAGE_CONTENT, messageId: item.messageId, delta } as BaseEvent)
  }

  /** Marks on a text without words are lost: there is no message to keep them. */
  endText(partId: string, metadata: unknown, out: Out): void {
    const item = itemOf(this.#texts, partId, metadata)
    this.#texts.delete(partId)
    if (item.isOpen) out.push({ type: EventType.TEXT_MESSAGE_END, messageId: item.messageId } as BaseEvent)
    out.push(...marksOf(item))
  }

  /** A piece of a thought, or marks without one. */
  thought(partId: string, delta: string, metadata: unknown, out: Out): void {
    const item = itemOf(this.#thoughts, partId, metadata)
    if (delta === '') return
    if (!item.isOpen) this.#openThought(item, out)
    out.push({ type: EventType.REASONING_MESSAGE_CONTENT, messageId: item.messageId, delta } as BaseEvent)
  }

  /** Ends a thought. One without words is told if it is marked: its provider hides it, and wants it back. */
  endThought(partId: string, metadata: unknown, out: Out): void {
    const item = itemOf(this.#thoughts, partId, metadata)
    this.#thoughts.delete(partId)
    if (item.messageId === undefined && item.marks !== undefined) this.#openThought(item, out)
    if (item.isOpen) closeThought(item, out)
    else out.push(...marksOf(item))
  }

  /** Closes the thoughts, since something else begins. Marks that come later are told when they are ended. */
  endThoughts(out: Out): void {
    for (const item of this.#thoughts.values()) if (item.isOpen) closeThought(item, out)
  }

  /** Ends everything: the step is over. */
  endStep(out: Out): void {
    for (const partId of [...this.#thoughts.keys()]) this.endThought(partId, undefined, out)
    for (const partId of [...this.#texts.keys()]) this.endText(partId, undefined, out)
    this.#parent = undefined
  }

  #open(item: Item): string {
    item.messageId = this.#newId()
    item.isOpen = true
    return item.messageId
  }

  #openThought(item: Item, out: Out): void {
    const messageId = this.#open(item)
    // A call that follows belongs behind the thought, and not to a message before it.
    this.#parent = undefined
    out.push({ type: EventType.REASONING_START, messageId } as BaseEvent)
    out.push({ type: EventType.REASONING_MESSAGE_START, messageId, role: 'reasoning' } as BaseEvent)
  }
}

function itemOf(items: Map<string, Item>, partId: string, metadata: unknown): Item {
  const item = items.get(partId) ?? { messageId: undefined, isOpen: false, marks: undefined }
  items.set(partId, item)
  item.marks = toEncryptedValue(metadata) ?? item.marks
  return item
}

function closeThought(item: Item, out: Out): void {
  const { messageId } = item
  item.isOpen = false
  out.push({ type: EventType.REASONING_MESSAGE_END, messageId } as BaseEvent)
  out.push(...marksOf(item))
  out.push({ type: EventType.REASONING_END, messageId } as BaseEvent)
}

/** The event for the marks of an item, if there are any and a message that they are on. They are told once. */
function marksOf(item: Item): BaseEvent[] {
  const { messageId, marks } = item
  if (messageId === undefined || marks === undefined) return []
  item.marks = undefined
  return [encrypted('message', messageId, marks)]
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
