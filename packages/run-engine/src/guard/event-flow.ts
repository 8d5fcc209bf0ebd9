import type { EventOf, WireEvent } from '../events/events.ts'
import type { Attribution, OwnedKind } from './attribution.ts'
import type { ItemKind } from './open-items.ts'
import { OpenItems, stepKey } from './open-items.ts'
import { PendingCalls } from './pending-calls.ts'
import type { NoteRepair } from './repair.ts'

/** Any event inside a run except chunks. */
export type InnerEvent = Exclude<
  WireEvent,
  EventOf<'RUN_STARTED' | 'RUN_FINISHED' | 'RUN_ERROR'> | ChunkEvent
>

/** The short forms for start, content and end. */
export type ChunkEvent = EventOf<'TEXT_MESSAGE_CHUNK' | 'TOOL_CALL_CHUNK' | 'REASONING_MESSAGE_CHUNK'>

type Tagged = Extract<InnerEvent, { subagentRunId?: string | undefined }>

const ownedAs = {
  text: 'message',
  toolCall: 'toolCall',
  reasoning: 'reasoning',
  reasoningSpan: 'reasoning',
} as const

/** The tag as an object to spread; empty for an absent tag. */
export function tagged(tag: string | undefined): { subagentRunId?: string } {
  return tag === undefined ? {} : { subagentRunId: tag }
}

/**
 * Keeps the events of a run in a legal order: opens missing items, drops events that contradict open items, and keeps
 * attribution consistent. Takes events with legal fields.
 *
 * Tests: `event-guard.test.ts` and `guard.property.test.ts`.
 */
export class EventFlow {
  readonly open: OpenItems = new OpenItems()
  readonly calls: PendingCalls = new PendingCalls()
  readonly #attribution: Attribution
  readonly #send: (event: WireEvent) => void
  readonly #note: NoteRepair

  constructor(attribution: Attribution, send: (event: WireEvent) => void, note: NoteRepair) {
    this.#attribution = attribution
    this.#send = send
    this.#note = note
  }

  /** Sends an event, repaired if necessary. Returns the event that was sent; undefined if it was dropped. */
  take(event: InnerEvent): WireEvent | undefined {
    switch (event.type) {
      case 'TEXT_MESSAGE_START':
        return this.#start('text', event.messageId, event)
      case 'TEXT_MESSAGE_CONTENT':
        if (!this.open.has('text', event.messageId)) {
          this.#openFor(event, { type: 'TEXT_MESSAGE_START', messageId: event.messageId, role: 'assistant' })
        }
        return this.#continue('text', event.messageId, event)
      case 'TEXT_MESSAGE_END':
        return this.#end('text', event.messageId, event)
      case 'TOOL_CALL_START':
        return this.#startToolCall(event)
      case 'TOOL_CALL_ARGS':
        // A tool call without a name cannot be opened.
        if (!this.open.has('toolCall', event.toolCallId))
          return this.#drop('not-open', event, event.toolCallId)
        return this.#continue('toolCall', event.toolCallId, event)
      case 'TOOL_CALL_END':
        return this.#end('toolCall', event.toolCallId, event)
      case 'TOOL_CALL_RESULT':
        this.calls.complete(event.toolCallId)
        this.#attribution.setMessage(event.messageId, event.subagentRunId)
        return this.#pass(event)
      case 'REASONING_START':
        return this.#start('reasoningSpan', event.messageId, event)
      case 'REASONING_MESSAGE_START':
        return this.#start('reasoning', event.messageId, event)
      case 'REASONING_MESSAGE_CONTENT':
        if (!this.open.has('reasoning', event.messageId)) {
          this.#openFor(event, {
            type: 'REASONING_MESSAGE_START',
            messageId: event.messageId,
            role: 'reasoning',
          })
        }
        return this.#continue('reasoning', event.messageId, event)
      case 'REASONING_MESSAGE_END':
        return this.#end('reasoning', event.messageId, event)
      case 'REASONING_END':
        return this.#end('reasoningSpan', event.messageId, event)
      case 'REASONING_ENCRYPTED_VALUE':
        return this.#pass(this.#settle(event, this.#agreesOnEncrypted(event)))
      case 'ACTIVITY_SNAPSHOT':
        this.#attribution.setActivity(event)
        return this.#pass(event)
      case 'ACTIVITY_DELTA':
        return this.#pass(this.#settled('activity', event.messageId, event))
      case 'MESSAGES_SNAPSHOT':
        this.#attribution.seed(event.messages, 'snapshot')
        this.calls.readSnapshot(event.messages)
        return this.#pass(event)
      case 'STEP_STARTED':
        return this.#startStep(event)
      case 'STEP_FINISHED':
        return this.#finishStep(event)
      case 'SUBAGENT_STARTED':
        return this.#startSubagent(event)
      case 'SUBAGENT_FINISHED':
      case 'SUBAGENT_ERROR':
        return this.#endSubagent(event)
      default:
        return this.#pass(event)
    }
  }

  #pass<E extends WireEvent>(event: E): E {
    this.#send(event)
    return event
  }

  #drop(kind: 'not-open' | 'duplicate-start', event: WireEvent, detail: string): undefined {
    this.#note(kind, event, detail)
  }

  /** Opens the item that `event` continues. */
  #openFor(event: Tagged, start: InnerEvent): void {
    this.#note('missing-start', event, start.type)
    this.take({ ...start, ...tagged(event.subagentRunId) })
  }

  /** Removes the tag of an event if it contradicts the owner. */
  #settle<E extends Tagged>(event: E, agrees: boolean): E {
    if (agrees) return event
    this.#note('attribution', event, 'subagentRunId')
    const { subagentRunId: _, ...rest } = event
    return rest as E
  }

  #settled<E extends Tagged>(kind: OwnedKind, id: string, event: E): E {
    return this.#settle(event, this.#attribution.agrees(kind, id, event.subagentRunId))
  }

  #start<E extends Tagged>(kind: keyof typeof ownedAs, id: string, event: E): E | undefined {
    if (this.open.has(kind, id)) return this.#drop('duplicate-start', event, id)
    const settled = this.#settled(ownedAs[kind], id, event)
    this.#attribution.claim(ownedAs[kind], id, settled.subagentRunId)
    return this.#opened(kind, id, settled)
  }

  #opened<E extends WireEvent>(kind: ItemKind, key: string, start: E): E {
    this.open.open(kind, key, start)
    return this.#pass(start)
  }

  #continue<E extends Tagged>(kind: keyof typeof ownedAs, id: string, event: E): E {
    return this.#pass(this.#settled(ownedAs[kind], id, event))
  }

  #end<E extends Tagged>(kind: keyof typeof ownedAs, id: string, event: E): E | undefined {
    if (!this.open.close(kind, id)) return this.#drop('not-open', event, id)
    return this.#continue(kind, id, event)
  }

  #startToolCall(event: EventOf<'TOOL_CALL_START'>): WireEvent | undefined {
    const { toolCallId } = event
    if (this.open.has('toolCall', toolCallId)) return this.#drop('duplicate-start', event, toolCallId)
    const agrees = (call: EventOf<'TOOL_CALL_START'>): boolean =>
      this.#attribution.agreesOnToolCall(toolCallId, call.subagentRunId, call.parentMessageId)
    let start = event
    if (start.subagentRunId !== undefined) start = this.#settle(start, agrees(start))
    if (!agrees(start)) {
      this.#note('attribution', event, 'parentMessageId')
      const { parentMessageId: _, ...rest } = start
      start = rest
    }
    this.#attribution.claimToolCall(start)
    this.calls.start(toolCallId)
    return this.#opened('toolCall', toolCallId, start)
  }

  #agreesOnEncrypted({ subtype, entityId, subagentRunId }: EventOf<'REASONING_ENCRYPTED_VALUE'>): boolean {
    return subtype === 'tool-call'
      ? this.#attribution.agrees('toolCall', entityId, subagentRunId)
      : this.#attribution.agreesOnMessage(entityId, subagentRunId)
  }

  #startStep(event: EventOf<'STEP_STARTED'>): WireEvent | undefined {
    const key = stepKey(event.stepName, event.subagentRunId)
    if (this.open.has('step', key)) return this.#drop('duplicate-start', event, event.stepName)
    return this.#opened('step', key, event)
  }

  #finishStep(event: EventOf<'STEP_FINISHED'>): WireEvent {
    if (this.open.close('step', stepKey(event.stepName, event.subagentRunId))) return this.#pass(event)
    const other = this.open.stepOwner(event.stepName)
    if (other !== undefined) {
      this.#note('attribution', event, 'subagentRunId')
      this.open.close('step', stepKey(event.stepName, other.owner))
      const { subagentRunId: _, ...rest } = event
      return this.#pass({ ...rest, ...tagged(other.owner) })
    }
    this.#openFor(event, { type: 'STEP_STARTED', stepName: event.stepName })
    this.open.close('step', stepKey(event.stepName, event.subagentRunId))
    return this.#pass(event)
  }

  #startSubagent(event: EventOf<'SUBAGENT_STARTED'>): WireEvent | undefined {
    const { subagentRunId, parentSubagentRunId } = event
    // An id is one invocation, which starts and ends once in a run.
    if (this.#knowsSubagent(subagentRunId)) return this.#drop('duplicate-start', event, subagentRunId)
    if (parentSubagentRunId === undefined || this.#knowsSubagent(parentSubagentRunId)) {
      return this.#opened('subagent', subagentRunId, event)
    }
    this.#note('attribution', event, 'parentSubagentRunId')
    const { parentSubagentRunId: _, ...rest } = event
    return this.#opened('subagent', subagentRunId, rest)
  }

  #endSubagent(event: EventOf<'SUBAGENT_FINISHED' | 'SUBAGENT_ERROR'>): WireEvent | undefined {
    const { subagentRunId } = event
    if (this.open.hasEnded(subagentRunId)) return this.#drop('not-open', event, subagentRunId)
    if (!this.open.has('subagent', subagentRunId)) {
      this.#note('missing-start', event, 'SUBAGENT_STARTED')
      this.take({ type: 'SUBAGENT_STARTED', subagentRunId, name: subagentRunId })
    }
    this.open.endSubagent(subagentRunId, event)
    return this.#pass(event)
  }

  #knowsSubagent(id: string): boolean {
    return this.open.has('subagent', id) || this.open.hasEnded(id)
  }
}
