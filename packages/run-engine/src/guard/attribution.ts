import type { EventOf, Message, WireEvent } from '../events/events.ts'

/** Kinds of items that have an owner. Ids are unique within each kind. */
export type OwnedKind = 'message' | 'toolCall' | 'activity' | 'reasoning'

/** The `subagentRunId` of the owner; `null` is the agent itself. */
export type Owner = string | null

/** Returns the owner of an item of earlier runs; undefined if it is not known. */
export type OwnerLookup = (kind: OwnedKind, id: string) => Owner | undefined

interface OwnerSource {
  get(kind: OwnedKind, id: string): Owner | undefined
}

/** The owners as one reader of the stream knows them. */
class OwnerBook implements OwnerSource {
  readonly #owners: Readonly<Record<OwnedKind, Map<string, Owner>>> = {
    message: new Map(),
    toolCall: new Map(),
    activity: new Map(),
    reasoning: new Map(),
  }
  readonly #lookup: OwnerLookup | undefined

  constructor(lookup?: OwnerLookup) {
    this.#lookup = lookup
  }

  get(kind: OwnedKind, id: string): Owner | undefined {
    const owner = this.#owners[kind].get(id)
    return owner === undefined ? this.#lookup?.(kind, id) : owner
  }

  set(kind: OwnedKind, id: string, owner: Owner): void {
    this.#owners[kind].set(id, owner)
  }

  /**
   * Sets the owner unless it is known. A known owner is kept from here on: a snapshot may remove the item, and the event
   * that creates it again changes what the lookup returns, but not what readers that saw the first item know.
   */
  claim(kind: OwnedKind, id: string, owner: Owner): void {
    const known = this.get(kind, id)
    this.set(kind, id, known === undefined ? owner : known)
  }
}

function mayBe(tag: string | undefined, owner: Owner | undefined): boolean {
  return tag === undefined || owner === undefined || owner === tag
}

/** A tool call belongs to its message, and keeps its owner when it is opened again. */
function agreesOnCall(
  view: OwnerSource,
  id: string,
  tag: string | undefined,
  parentMessageId: string | undefined,
): boolean {
  const inherited = parentMessageId === undefined ? undefined : view.get('message', parentMessageId)
  if (!mayBe(tag, inherited)) return false
  const owner = view.get('toolCall', id)
  const claimed = tag ?? inherited
  return owner === undefined || claimed === undefined || owner === claimed
}

/**
 * Keeps `subagentRunId` consistent, in the way clients check it: the first event that opens a message or a tool call
 * sets its owner for the run, a snapshot sets the owners again, and later tags must name the owner. Three kinds of
 * readers check this: those that see only the run, those that know the thread from before, and those that join later.
 */
export class Attribution {
  readonly #books: readonly OwnerBook[]
  readonly #joined: OwnerBook | undefined
  readonly #thread: OwnerSource | undefined
  readonly #views: readonly OwnerSource[]

  constructor(ownerOf?: OwnerLookup) {
    this.#joined = ownerOf && new OwnerBook(ownerOf)
    this.#books = this.#joined ? [new OwnerBook(), this.#joined] : [new OwnerBook()]
    this.#thread = ownerOf && { get: ownerOf }
    this.#views = this.#thread ? [...this.#books, this.#thread] : this.#books
  }

  /** Whether an event that continues `id` may have this tag. A missing tag is always legal. */
  agrees(kind: OwnedKind, id: string, tag: string | undefined): boolean {
    return tag === undefined || this.#views.every((book) => mayBe(tag, book.get(kind, id)))
  }

  /** Like `agrees`, for an encrypted value, which continues a message of either kind. */
  agreesOnMessage(id: string, tag: string | undefined): boolean {
    if (tag === undefined) return true
    return this.#views.every((book) => {
      const owner = book.get('message', id)
      return mayBe(tag, owner === undefined ? book.get('reasoning', id) : owner)
    })
  }

  /** Whether a tool call may start with this tag in this message. */
  agreesOnToolCall(id: string, tag: string | undefined, parentMessageId: string | undefined): boolean {
    return this.#views.every((view) => agreesOnCall(view, id, tag, parentMessageId))
  }

  /** The tag for events that end `id` or complete it; undefined for the agent itself. */
  tagOf(kind: OwnedKind, id: string): string | undefined {
    const [owner, ...others] = this.#books.map((book) => book.get(kind, id))
    return typeof owner === 'string' && others.every((other) => other === owner) ? owner : undefined
  }

  /** The START event of an open item for a reader that joins: without a tag that contradicts the thread. */
  openerFor(start: WireEvent): WireEvent {
    if (this.#thread === undefined || this.#agreesWithThread(start, this.#thread)) return start
    const copy = { ...start }
    Reflect.deleteProperty(copy, 'subagentRunId')
    Reflect.deleteProperty(copy, 'parentMessageId')
    return copy
  }

  #agreesWithThread(start: WireEvent, thread: OwnerSource): boolean {
    switch (start.type) {
      case 'TEXT_MESSAGE_START':
        return mayBe(start.subagentRunId, thread.get('message', start.messageId))
      case 'REASONING_START':
      case 'REASONING_MESSAGE_START':
        return mayBe(start.subagentRunId, thread.get('reasoning', start.messageId))
      case 'TOOL_CALL_START':
        return agreesOnCall(thread, start.toolCallId, start.subagentRunId, start.parentMessageId)
      default:
        return true
    }
  }

  /** The first event that opens an item sets its owner. */
  claim(kind: OwnedKind, id: string, tag: string | undefined): void {
    for (const book of this.#books) book.claim(kind, id, tag ?? null)
  }

  /** A tool call belongs to the message that it is part of. */
  claimToolCall({ toolCallId, subagentRunId, parentMessageId }: EventOf<'TOOL_CALL_START'>): void {
    for (const book of this.#books) {
      const inherited = parentMessageId === undefined ? undefined : book.get('message', parentMessageId)
      book.claim('toolCall', toolCallId, subagentRunId ?? inherited ?? null)
    }
    // A reader that joins later receives the message that clients create for such a call.
    this.#joined?.claim('message', parentMessageId ?? toolCallId, subagentRunId ?? null)
  }

  /** A tool result creates a message, even if its id had another owner. */
  setMessage(id: string, tag: string | undefined): void {
    for (const book of this.#books) book.set('message', id, tag ?? null)
  }

  /** The first snapshot, or one that replaces, creates the activity again. */
  setActivity({ messageId, subagentRunId, replace }: EventOf<'ACTIVITY_SNAPSHOT'>): void {
    for (const book of this.#books) {
      if (replace !== false) book.set('activity', messageId, subagentRunId ?? null)
      else book.claim('activity', messageId, subagentRunId ?? null)
    }
  }

  /** Sets owners from messages: for a snapshot all, for the input of a run only unknown ones. */
  seed(messages: readonly Message[], source: 'snapshot' | 'input'): void {
    for (const message of messages) {
      const owner = message.subagentRunId ?? null
      const kind = message.role === 'reasoning' || message.role === 'activity' ? message.role : 'message'
      const toolCalls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
      for (const book of this.#books) {
        const put = source === 'snapshot' ? book.set.bind(book) : book.claim.bind(book)
        put(kind, message.id, owner)
        for (const call of toolCalls) put('toolCall', call.id, owner)
      }
    }
  }
}
