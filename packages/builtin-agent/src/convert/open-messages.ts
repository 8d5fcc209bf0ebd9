import { type AGUIEvent, type BaseEvent, EventType, type ReasoningEncryptedValueEvent } from '@ag-ui/client'
import { toEncryptedValue } from '../messages/provider-metadata.ts'

type Out = BaseEvent[]

/** A text or reasoning part: its message, and the provider metadata that has not been emitted yet. */
interface Item {
  messageId: string | undefined
  /** The id of the message while it is open. */
  openId: string | undefined
  marks: string | undefined
}

/**
 * The open messages of a stream. Every text and every reasoning part gets an id of its own: providers count
 * theirs from zero in every completion. Provider metadata of a part, on its start, its deltas or its end, is
 * emitted when it ends; the last one counts.
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

  /** A delta of a text, or metadata without one. A text is opened by its first characters, so that no message is empty. */
  text(partId: string, delta: string, metadata: unknown, out: Out): void {
    const item = itemOf(this.#texts, partId, metadata)
    if (delta === '') return
    this.endThoughts(out)
    const messageId = item.openId ?? this.#openText(item, out)
    out.push({ type: EventType.TEXT_MESSAGE_CONTENT, messageId, delta } satisfies AGUIEvent)
  }

  /** Metadata of an empty text is dropped: there is no message to keep it with. */
  endText(partId: string, metadata: unknown, out: Out): void {
    const item = itemOf(this.#texts, partId, metadata)
    this.#texts.delete(partId)
    const messageId = item.openId
    if (messageId !== undefined) out.push({ type: EventType.TEXT_MESSAGE_END, messageId } satisfies AGUIEvent)
    out.push(...marksOf(item))
  }

  /** A delta of reasoning, or metadata without one. */
  thought(partId: string, delta: string, metadata: unknown, out: Out): void {
    const item = itemOf(this.#thoughts, partId, metadata)
    if (delta === '') return
    const messageId = item.openId ?? this.#openThought(item, out)
    out.push({ type: EventType.REASONING_MESSAGE_CONTENT, messageId, delta } satisfies AGUIEvent)
  }

  /** Ends reasoning. Empty reasoning is emitted if it has metadata: its provider redacts it, and requires it back. */
  endThought(partId: string, metadata: unknown, out: Out): void {
    const item = itemOf(this.#thoughts, partId, metadata)
    this.#thoughts.delete(partId)
    if (item.messageId === undefined && item.marks !== undefined) this.#openThought(item, out)
    if (!closeThought(item, out)) out.push(...marksOf(item))
  }

  /** Closes open reasoning because something else begins. Metadata that comes later is emitted when it is ended. */
  endThoughts(out: Out): void {
    for (const item of this.#thoughts.values()) closeThought(item, out)
  }

  /** Ends everything: the step is over. */
  endStep(out: Out): void {
    for (const partId of [...this.#thoughts.keys()]) this.endThought(partId, undefined, out)
    for (const partId of [...this.#texts.keys()]) this.endText(partId, undefined, out)
    this.#parent = undefined
  }

  #open(item: Item): string {
    const messageId = this.#newId()
    item.messageId = messageId
    item.openId = messageId
    return messageId
  }

  #openText(item: Item, out: Out): string {
    const messageId = this.#open(item)
    this.#parent = messageId
    out.push({ type: EventType.TEXT_MESSAGE_START, messageId, role: 'assistant' } satisfies AGUIEvent)
    return messageId
  }

  #openThought(item: Item, out: Out): string {
    const messageId = this.#open(item)
    // A call that follows belongs after the reasoning, not to a message before it.
    this.#parent = undefined
    out.push({ type: EventType.REASONING_START, messageId } satisfies AGUIEvent)
    out.push({ type: EventType.REASONING_MESSAGE_START, messageId, role: 'reasoning' } satisfies AGUIEvent)
    return messageId
  }
}

function itemOf(items: Map<string, Item>, partId: string, metadata: unknown): Item {
  const item = items.get(partId) ?? { messageId: undefined, openId: undefined, marks: undefined }
  items.set(partId, item)
  item.marks = toEncryptedValue(metadata) ?? item.marks
  return item
}

/** Closes reasoning that is open. Returns false if it is not. */
function closeThought(item: Item, out: Out): boolean {
  const messageId = item.openId
  if (messageId === undefined) return false
  item.openId = undefined
  out.push({ type: EventType.REASONING_MESSAGE_END, messageId } satisfies AGUIEvent)
  out.push(...marksOf(item))
  out.push({ type: EventType.REASONING_END, messageId } satisfies AGUIEvent)
  return true
}

/** The event for the metadata of an item, if there is any and a message to keep it with. It is emitted once. */
function marksOf(item: Item): BaseEvent[] {
  const { messageId, marks } = item
  if (messageId === undefined || marks === undefined) return []
  item.marks = undefined
  return [encrypted('message', messageId, marks)]
}

/** The event that keeps provider metadata with a message or a tool call. */
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
  } satisfies AGUIEvent
}
