import type { DraftCall, DraftMessage } from './message-draft.ts'
import { MessageDraft } from './message-draft.ts'
import type { StoredMessage } from './thread-content.ts'

/** A message of the thread: encoded until an event changes it. */
export type Slot = StoredMessage | MessageDraft

/** A tool call and its message. */
export interface PlacedCall {
  readonly owner: MessageDraft
  readonly call: DraftCall
}

/** Facts about a message that need no draft. */
type Facts = Pick<DraftMessage, 'role' | 'activityType' | 'subagentRunId'>

/**
 * The messages of a thread in order. If several messages or tool calls share an id, the first one counts, as in the
 * clients. History stays encoded: it is searched as text, and a message is decoded when an event changes it.
 *
 * Tests: `thread-reducer.test.ts`.
 */
export class MessageList {
  #slots: Slot[]
  #byId: Map<string, Slot> | undefined
  /** Calls that were found or created. */
  readonly #calls = new Map<string, PlacedCall>()
  /** Messages that may have tool calls, in order. Messages whose calls were all created here may be missing. */
  #withCalls: Slot[] | undefined
  /** The last id that was not found: a failed lookup is often followed by the start of that call. */
  #absentCall: string | undefined
  readonly #facts = new Map<StoredMessage, Facts>()
  readonly #base: readonly StoredMessage[]
  #baseById: Map<string, StoredMessage> | undefined

  constructor(messages: readonly StoredMessage[]) {
    this.#base = messages
    this.#slots = [...messages]
  }

  /** All messages, encoded. An unchanged message is the same object as before. */
  encode(): StoredMessage[] {
    return this.#slots.map((slot, index) => {
      if (slot === this.#base[index]) return slot
      const stored = slot instanceof MessageDraft ? slot.encode() : slot
      this.#baseById ??= new Map(this.#base.map((message) => [message.id, message]))
      const before = this.#baseById.get(slot.id)
      return before?.json === stored.json ? before : stored
    })
  }

  /** The message with this id. */
  find(id: string): Slot | undefined {
    if (this.#byId === undefined) {
      this.#byId = new Map()
      for (const slot of this.#slots) {
        if (!this.#byId.has(slot.id)) this.#byId.set(slot.id, slot)
      }
    }
    return this.#byId.get(id)
  }

  /** Role and owner of a message. */
  factsOf(slot: Slot): Facts {
    if (slot instanceof MessageDraft) return slot.message
    let facts = this.#facts.get(slot)
    if (facts === undefined) {
      const { role, activityType, subagentRunId } = decode(slot)
      facts = { role, activityType, subagentRunId } as Facts
      this.#facts.set(slot, facts)
    }
    return facts
  }

  /** The message as a draft. */
  draftOf(slot: Slot): MessageDraft {
    if (slot instanceof MessageDraft) return slot
    const draft = new MessageDraft(decode(slot), slot)
    this.#swap(slot, draft)
    return draft
  }

  /** Appends a message. */
  push(message: DraftMessage): MessageDraft {
    const draft = new MessageDraft(message)
    const first = this.find(message.id)
    this.#slots.push(draft)
    if (first === undefined) this.#byId?.set(message.id, draft)
    return draft
  }

  /** Replaces a message. */
  replace(slot: Slot, message: DraftMessage): MessageDraft {
    const draft = new MessageDraft(message)
    this.#swap(slot, draft)
    this.#calls.clear()
    return draft
  }

  /** Inserts a tool result after the message of its call and the results that follow it. */
  insertAnswer(message: DraftMessage & { toolCallId: string }): MessageDraft {
    const owner = this.findOwnerOfCall(message.toolCallId)
    if (owner === undefined) return this.push(message)
    const draft = new MessageDraft(message)
    let index = this.#slots.indexOf(owner) + 1
    for (let next = this.#slots[index]; next !== undefined; next = this.#slots[++index]) {
      if (this.factsOf(next).role !== 'tool') break
    }
    const first = this.find(message.id)
    this.#slots.splice(index, 0, draft)
    if (first === undefined || this.#slots.indexOf(first) > index) this.#byId?.set(message.id, draft)
    return draft
  }

  /** Adds a call to a message. */
  addCall(owner: MessageDraft, call: DraftCall): void {
    const message = owner.change()
    message.toolCalls ??= []
    message.toolCalls.push(call)
    this.#calls.set(call.id, { owner, call })
  }

  /** The call with this id, for writing. */
  findCall(id: string): PlacedCall | undefined {
    const known = this.#calls.get(id)
    if (known !== undefined) return known
    const slot = this.findOwnerOfCall(id)
    if (slot === undefined) return undefined
    const owner = this.draftOf(slot)
    const call = owner.message.toolCalls?.find((each) => each.id === id)
    if (call === undefined) return undefined
    const placed = { owner, call }
    this.#calls.set(id, placed)
    return placed
  }

  /** The message of the call with this id. */
  findOwnerOfCall(id: string): Slot | undefined {
    const known = this.#calls.get(id)
    if (known !== undefined) return known.owner
    if (id === this.#absentCall) return undefined
    this.#withCalls ??= this.#slots.filter(mayHaveCalls)
    const text = JSON.stringify(id)
    const owner = this.#withCalls.find((slot) => {
      if (!(slot instanceof MessageDraft) && !slot.json.includes(text)) return false
      const { role, toolCalls } = slot instanceof MessageDraft ? slot.message : decode(slot)
      return role === 'assistant' && toolCalls?.some((call) => call.id === id)
    })
    if (owner === undefined) this.#absentCall = id
    return owner
  }

  /** Appends messages whose ids are new. */
  append(messages: readonly DraftMessage[]): string[] {
    const added: string[] = []
    for (const message of messages) {
      if (this.find(message.id) !== undefined) continue
      this.push(message)
      added.push(message.id)
    }
    this.#forgetCalls()
    return added
  }

  /**
   * Applies a snapshot: its messages replace those with the same id in place, new ones are appended, and missing ones
   * are removed unless `isKept` returns true.
   */
  restate(messages: readonly DraftMessage[], isKept: (facts: Facts) => boolean): void {
    const restated = new Map<string, Slot>()
    for (const message of messages) restated.set(message.id, this.#restatement(message))
    const slots = this.#slots
      .filter((slot) => restated.has(slot.id) || isKept(this.factsOf(slot)))
      .map((slot) => restated.get(slot.id) ?? slot)
    const there = new Set(slots.map((slot) => slot.id))
    for (const message of messages) {
      if (!there.has(message.id)) slots.push(this.#restatement(message))
    }
    this.#slots = slots
    this.#byId = undefined
    this.#forgetCalls()
    this.#calls.clear()
  }

  /** A message of a snapshot is encoded again; the same object if it is unchanged. */
  #restatement(message: DraftMessage): StoredMessage {
    const json = JSON.stringify(message)
    const slot = this.find(message.id)
    const stored = slot instanceof MessageDraft ? slot.encode() : slot
    return stored?.json === json ? stored : { id: message.id, json }
  }

  #forgetCalls(): void {
    this.#withCalls = undefined
    this.#absentCall = undefined
  }

  #swap(slot: Slot, draft: MessageDraft): void {
    this.#slots = this.#slots.map((each) => (each === slot ? draft : each))
    if (this.#byId?.get(slot.id) === slot) this.#byId.set(slot.id, draft)
    this.#forgetCalls()
  }
}

function decode(message: StoredMessage): DraftMessage {
  return JSON.parse(message.json) as DraftMessage
}

function mayHaveCalls(slot: Slot): boolean {
  return slot instanceof MessageDraft
    ? slot.message.toolCalls !== undefined
    : slot.json.includes('"toolCalls"')
}
