import type { EventOf, Message, WireEvent } from '../events/events.ts'
import { isRecord } from '../events/read-fields.ts'
import { sizeOf } from './apply-client-patch.ts'
import type { DraftCall, DraftMessage, MessageDraft } from './message-draft.ts'
import { MessageList } from './message-list.ts'
import { PatchedDocument } from './patched-document.ts'
import { keepsWhenLeftOut } from './snapshot-authority.ts'
import { StateFold } from './state-fold.ts'
import { StateBudget, type StateLimits, UNLIMITED_STATE } from './state-limits.ts'
import type { StoredMessage, ThreadContent } from './thread-content.ts'

/** The kinds of items that have ids. */
export type EntityKind = 'message' | 'toolCall' | 'activity' | 'reasoning'

/**
 * Turns events into messages and state, with the same result as `@ag-ui/client` 1.0. It receives every event that is
 * appended to the log, so a delta costs a lookup and a concatenation, and other work is done when the content is
 * read. It keeps only the strings of an event, because the agent may reuse the object.
 */
export class ThreadReducer {
  readonly #base: readonly StoredMessage[]
  readonly #messages: MessageList
  readonly #state: StateFold
  /** Ids of the messages in the input of a run. */
  readonly #given = new Set<string>()
  readonly #budget: StateBudget
  /** Contents of activities that were patched. */
  readonly #contents = new WeakMap<DraftMessage, PatchedDocument>()

  /**
   * @param base messages and state before
   * @param limits limits on the state and on contents of activities
   */
  constructor(base: ThreadContent, limits: StateLimits = UNLIMITED_STATE) {
    this.#budget = new StateBudget(limits)
    this.#base = base.messages
    this.#messages = new MessageList(base.messages)
    this.#state = new StateFold(base.state, this.#budget)
  }

  /** Characters of JSON that `copy` operations have added to state and activities. */
  get copied(): number {
    return this.#budget.copied
  }

  /**
   * Applies one legal event. Never throws. Returns false if it would make the state or an activity exceed a limit; messages
   * and state are unchanged then.
   *
   * @param json the event's encoding
   */
  apply(event: WireEvent, json: string): boolean {
    switch (event.type) {
      case 'ACTIVITY_SNAPSHOT':
        return this.#setActivity(event, json)
      case 'ACTIVITY_DELTA':
        return this.#patchActivity(event, json)
      case 'STATE_SNAPSHOT':
        return this.#state.replace(json)
      case 'STATE_DELTA':
        return this.#state.patch(json)
      default:
        this.#applyMessage(event, json)
        return true
    }
  }

  #applyMessage(event: WireEvent, json: string): void {
    switch (event.type) {
      case 'TEXT_MESSAGE_CONTENT':
      case 'REASONING_MESSAGE_CONTENT':
        return this.#appendText(event, json)
      case 'TOOL_CALL_ARGS':
        return this.#appendArguments(event, json)
      case 'TEXT_MESSAGE_START':
      case 'REASONING_MESSAGE_START':
        return this.#startText(event, json)
      case 'TEXT_MESSAGE_END':
      case 'REASONING_MESSAGE_END':
        return this.#endText(event, json)
      case 'TOOL_CALL_START':
        return this.#startCall(event, json)
      case 'TOOL_CALL_END':
        return this.#endCall(event, json)
      case 'TOOL_CALL_RESULT':
        return this.#addResult(event, json)
      case 'REASONING_ENCRYPTED_VALUE':
        return this.#encrypt(event)
      case 'MESSAGES_SNAPSHOT':
        return this.#applySnapshot(json)
      case 'RUN_STARTED':
        return this.#takeInput(event, json)
    }
  }

  /** Messages and state after the last event. An unchanged message is the same object as in the base. */
  content(): ThreadContent {
    return { messages: this.#messages.encode(), state: this.#state.encode() }
  }

  /** The messages that were added or changed, in order, without those in the input of a run. */
  produced(): Message[] {
    const before = new Set(this.#base)
    return this.#messages
      .encode()
      .filter((message) => !before.has(message) && !this.#given.has(message.id))
      .map((message) => JSON.parse(message.json) as Message)
  }

  /**
   * The owner of an id of this thread: a `subagentRunId`, `null` for the agent itself, undefined if the id is
   * unknown.
   */
  ownerOf(kind: EntityKind, id: string): string | null | undefined {
    const slot = kind === 'toolCall' ? this.#messages.findOwnerOfCall(id) : this.#messages.find(id)
    if (slot === undefined) return undefined
    const { role, subagentRunId } = this.#messages.factsOf(slot)
    const named = role === 'activity' || role === 'reasoning' ? role : 'message'
    return kind === 'toolCall' || kind === named ? (subagentRunId ?? null) : undefined
  }

  #startText(event: EventOf<'TEXT_MESSAGE_START' | 'REASONING_MESSAGE_START'>, json: string): void {
    const slot = this.#messages.find(event.messageId)
    if (slot === undefined) {
      const role = event.type === 'TEXT_MESSAGE_START' ? (event.role ?? 'assistant') : 'reasoning'
      const message: DraftMessage = { id: event.messageId, role, content: '' }
      if (event.type === 'TEXT_MESSAGE_START' && event.name !== undefined) message.name = event.name
      if (event.subagentRunId !== undefined) message.subagentRunId = event.subagentRunId
      mergeMetadata(message, event, json)
      this.#messages.push(message)
    } else if (event.metadata !== undefined) {
      this.#endText(event, json)
    }
  }

  #appendText(event: EventOf<'TEXT_MESSAGE_CONTENT' | 'REASONING_MESSAGE_CONTENT'>, json: string): void {
    const slot = this.#messages.find(event.messageId)
    // Text for an activity is dropped, because its content is not text.
    if (slot === undefined || this.#messages.factsOf(slot).role === 'activity') return
    const draft = this.#messages.draftOf(slot)
    draft.append(event.delta)
    if (event.metadata !== undefined) mergeMetadata(draft.change(), event, json)
  }

  #endText(event: { readonly messageId: string; readonly metadata?: unknown }, json: string): void {
    const slot = event.metadata === undefined ? undefined : this.#messages.find(event.messageId)
    if (slot === undefined || this.#messages.factsOf(slot).role === 'activity') return
    mergeMetadata(this.#messages.draftOf(slot).change(), event, json)
  }

  #startCall(event: EventOf<'TOOL_CALL_START'>, json: string): void {
    const { toolCallId, toolCallName } = event
    const known = this.#messages.findCall(toolCallId)
    if (known !== undefined) {
      // A repeated start of a call only changes its name.
      known.owner.change()
      known.call.function.name = toolCallName
      mergeMetadata(known.call, event, json)
      return
    }
    const call: DraftCall = {
      id: toolCallId,
      type: 'function',
      function: { name: toolCallName, arguments: '' },
    }
    mergeMetadata(call, event, json)
    this.#messages.addCall(this.#parentOfCall(event), call)
  }

  /** The message of a new call: the assistant message that it names, otherwise a new one. */
  #parentOfCall({ toolCallId, parentMessageId, subagentRunId }: EventOf<'TOOL_CALL_START'>): MessageDraft {
    const parent = parentMessageId ? this.#messages.find(parentMessageId) : undefined
    if (parent !== undefined && this.#messages.factsOf(parent).role === 'assistant') {
      return this.#messages.draftOf(parent)
    }
    // An id that another item uses cannot be that of the parent.
    const id = parentMessageId && parent === undefined ? parentMessageId : toolCallId
    const message: DraftMessage = { id, role: 'assistant', toolCalls: [] }
    if (subagentRunId !== undefined && this.#messages.find(id) === undefined)
      message.subagentRunId = subagentRunId
    return this.#messages.push(message)
  }

  #appendArguments(event: EventOf<'TOOL_CALL_ARGS'>, json: string): void {
    const placed = this.#messages.findCall(event.toolCallId)
    if (placed === undefined) return
    placed.owner.change()
    placed.call.function.arguments += event.delta
    mergeMetadata(placed.call, event, json)
  }

  #endCall(event: EventOf<'TOOL_CALL_END'>, json: string): void {
    const placed = event.metadata === undefined ? undefined : this.#messages.findCall(event.toolCallId)
    if (placed === undefined) return
    placed.owner.change()
    mergeMetadata(placed.call, event, json)
  }

  #addResult(event: EventOf<'TOOL_CALL_RESULT'>, json: string): void {
    const { messageId, toolCallId, subagentRunId } = event
    const content = typeof event.content === 'string' ? event.content : decode<typeof event>(json).content
    const message: DraftMessage & { toolCallId: string } = {
      id: messageId,
      role: 'tool',
      toolCallId,
      content,
    }
    if (subagentRunId !== undefined) message.subagentRunId = subagentRunId
    mergeMetadata(message, event, json)
    this.#messages.insertAnswer(message)
  }

  #encrypt(event: EventOf<'REASONING_ENCRYPTED_VALUE'>): void {
    const { subtype, entityId } = event
    if (subtype === 'tool-call') {
      const placed = this.#messages.findCall(entityId)
      if (placed === undefined) return
      placed.owner.change()
      setEncryptedValue(placed.call, event)
      return
    }
    const slot = this.#messages.find(entityId)
    if (slot === undefined || this.#messages.factsOf(slot).role === 'activity') return
    setEncryptedValue(this.#messages.draftOf(slot).change(), event)
  }

  #setActivity(event: EventOf<'ACTIVITY_SNAPSHOT'>, json: string): boolean {
    const { messageId, activityType, subagentRunId, replace = true } = event
    const slot = this.#messages.find(messageId)
    const isActivity = slot !== undefined && this.#messages.factsOf(slot).role === 'activity'
    if (slot !== undefined && !replace) {
      if (isActivity) mergeMetadata(this.#messages.draftOf(slot).change(), event, json)
      return true
    }
    const { content } = decode<typeof event>(json)
    const { maxStateBytes } = this.#budget.limits
    if (json.length > maxStateBytes && sizeOf(content) > maxStateBytes) return false
    const activity: DraftMessage = { id: messageId, role: 'activity', activityType, content }
    if (subagentRunId !== undefined) activity.subagentRunId = subagentRunId
    if (isActivity) {
      // Metadata of the activity outlives its content, but its owner is that of the new event.
      const message = this.#messages.draftOf(slot).change()
      if (subagentRunId === undefined) delete message.subagentRunId
      mergeMetadata(Object.assign(message, activity), event, json)
      return true
    }
    mergeMetadata(activity, event, json)
    if (slot === undefined) this.#messages.push(activity)
    else this.#messages.replace(slot, activity)
    return true
  }

  #patchActivity(event: EventOf<'ACTIVITY_DELTA'>, json: string): boolean {
    const slot = this.#messages.find(event.messageId)
    if (slot === undefined || this.#messages.factsOf(slot).role !== 'activity') return true
    const message = this.#messages.draftOf(slot).change()
    const content = this.#contentOf(message)
    const { patch } = decode<typeof event>(json)
    // Content that is not an object would make the message illegal.
    const patched = content.patch(patch, this.#budget, isRecord)
    message.content = content.value
    if (patched === 'exceeded') return false
    mergeMetadata(message, event, json)
    if (patched === 'applied') message.activityType = event.activityType
    return true
  }

  #contentOf(message: DraftMessage): PatchedDocument {
    const known = this.#contents.get(message)
    if (known !== undefined && known.value === message.content) return known
    const content = new PatchedDocument(message.content, sizeOf(message.content))
    this.#contents.set(message, content)
    return content
  }

  #applySnapshot(json: string): void {
    const event = decode<EventOf<'MESSAGES_SNAPSHOT'>>(json)
    this.#messages.restate(event.messages as DraftMessage[], keepsWhenLeftOut(event))
  }

  #takeInput(event: EventOf<'RUN_STARTED'>, json: string): void {
    if (event.input === undefined) return
    const { input } = decode<typeof event>(json)
    for (const id of this.#messages.append((input?.messages ?? []) as DraftMessage[])) this.#given.add(id)
  }
}

function decode<E extends WireEvent>(json: string): E {
  return JSON.parse(json) as E
}

/** Sets the value with its type, which AG-UI 1.1 adds. The type of an earlier value does not apply to a new one. */
function setEncryptedValue(
  target: { encryptedValue?: string; encryptedValueType?: string },
  event: EventOf<'REASONING_ENCRYPTED_VALUE'> & { readonly encryptedValueType?: string },
): void {
  target.encryptedValue = event.encryptedValue
  if (event.encryptedValueType === undefined) delete target.encryptedValueType
  else target.encryptedValueType = event.encryptedValueType
}

const OWN = { writable: true, enumerable: true, configurable: true }

/** Merged by key into the metadata of the draft, which belongs to it; the later value wins. */
function mergeMetadata(
  target: { metadata?: Record<string, unknown> },
  event: { readonly metadata?: unknown },
  json: string,
): void {
  if (event.metadata === undefined) return
  const { metadata } = JSON.parse(json) as { metadata?: Record<string, unknown> }
  if (target.metadata === undefined) {
    target.metadata = { ...metadata }
    return
  }
  for (const [key, value] of Object.entries(metadata ?? {})) {
    // Assigning to `__proto__` would change the prototype instead.
    if (key === '__proto__') Object.defineProperty(target.metadata, key, { value, ...OWN })
    else target.metadata[key] = value
  }
}
