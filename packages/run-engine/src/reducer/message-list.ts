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
  /** The messages of all calls, by the id of the call. */
  #owners: Map<string, Slot> | undefined
  /** Whether two calls have one id, so that a call that is removed may reveal another one. */
  #hasEqualCalls = false
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
    for (const { id } of callsOf(draft)) {
      if (this.#owners?.get(id) === slot) this.#owners.set(id, draft)
    }
    return draft
  }

  /** Appends a message. */
  push(message: DraftMessage): MessageDraft {
    const draft = new MessageDraft(message)
    const first = this.find(message.id)
    this.#slots.push(draft)
    if (first === undefined) this.#byId?.set(message.id, draft)
    this.#addOwner(draft)
    return draft
  }

  /** Replaces a message. */
  replace(slot: Slot, message: DraftMessage): MessageDraft {
    const draft = new MessageDraft(message)
    this.#forgetCallsOf(slot)
    this.#swap(slot, draft)
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
    this.#owners?.set(call.id, owner)
  }

  /** The call with this id, for writing. */
  findCall(id: string): PlacedCall | undefined {
    const known = this.#calls.get(id)
    if (known !== undefined) return known
    const slot = this.findOwnerOfCall(id)
    if (slot === undefined) return undefined
    const owner = this.draftOf(slot)
    for (const call of owner.message.toolCalls ?? []) {
      const isFirst = this.findOwnerOfCall(call.id) === owner && !this.#calls.has(call.id)
      if (isFirst) this.#calls.set(call.id, { owner, call })
    }
    return this.#calls.get(id)
  }

  /** The message of the call with this id. */
  findOwnerOfCall(id: string): Slot | undefined {
    if (this.#owners === undefined) {
      this.#owners = new Map()
      for (const slot of this.#slots) this.#addOwner(slot)
    }
    return this.#owners.get(id)
  }

  /** Appends messages whose ids are new. */
  append(messages: readonly DraftMessage[]): string[] {
    const added: string[] = []
    for (const message of messages) {
      if (this.find(message.id) !== undefined) continue
      this.push(message)
      added.push(message.id)
    }
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
    this.#owners = undefined
    this.#calls.clear()
  }

  /** A message of a snapshot is encoded again; the same object if it is unchanged. */
  #restatement(message: DraftMessage): StoredMessage {
    const json = JSON.stringify(message)
    const slot = this.find(message.id)
    const stored = slot instanceof MessageDraft ? slot.encode() : slot
    return stored?.json === json ? stored : { id: message.id, json }
  }

  /** Adds the calls of a message that is the last one so far. */
  #addOwner(slot: Slot): void {
    if (this.#owners === undefined) return
    for (const { id } of callsOf(slot)) {
      if (this.#owners.has(id)) this.#hasEqualCalls = true
      else this.#owners.set(id, slot)
    }
  }

  #forgetCallsOf(slot: Slot): void {
    for (const { id } of callsOf(slot)) {
      if (this.#calls.get(id)?.owner === slot) this.#calls.delete(id)
      if (this.#owners?.get(id) === slot) this.#owners.delete(id)
    }
    if (this.#hasEqualCalls) this.#owners = undefined
  }

  #swap(slot: Slot, draft: MessageDraft): void {
    this.#slots[this.#slots.lastIndexOf(slot)] = draft
    if (this.#byId?.get(slot.id) === slot) this.#byId.set(slot.id, draft)
  }
}

function decode(message: StoredMessage): DraftMessage {
  return JSON.parse(message.json) as DraftMessage
}

/** The calls of an assistant message. */
function callsOf(slot: Slot): readonly DraftCall[] {
  if (!(slot instanceof MessageDraft) && !slot.json.includes('"toolCalls"')) return []
  const { role, toolCalls = [] } = slot instanceof MessageDraft ? slot.message : decode(slot)
  return role === 'assistant' ? toolCalls : []
}
