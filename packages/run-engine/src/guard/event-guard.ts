import type { EventOf, RunAgentInput, WireEvent } from '../events/events.ts'
import { PROTOCOL_VERSION } from '../events/events.ts'
import type { OwnerLookup } from './attribution.ts'
import { Attribution } from './attribution.ts'
import { ChunkLanes } from './chunk-lanes.ts'
import type { Ending, GuardEnd, GuardOutcome } from './endings.ts'
import { closerOf, outcomeOf, resultFor } from './endings.ts'
import { EventFlow } from './event-flow.ts'
import { eventShapes } from './event-shapes.ts'
import type { Fields } from './field-values.ts'
import { anyValue, hasGetter } from './field-values.ts'
import { ownFields, readShape } from './read-object.ts'
import type { Repair, RepairKind } from './repair.ts'
import { RetiredThinking } from './retired-thinking.ts'

/** Options of an `EventGuard`. */
export interface GuardOptions {
  /** The thread of the run. Set on the first and the last event, whatever the agent wrote there. */
  threadId: string
  /** The run. Set like `threadId`. */
  runId: string
  /** Receives each legal event in order, synchronously. Must not throw. */
  emit: (event: WireEvent) => void
  /**
   * The `input` of RUN_STARTED. The `input` of the agent's own event is dropped, because it may contain secrets.
   * @default no input
   */
  startInput?: RunAgentInput | undefined
  /**
   * Returns the owner of a message, tool call, activity or reasoning of the thread: a `subagentRunId`, `null` for the
   * agent itself, undefined if the id is unknown. Called each time, so the result may change during the run. Items
   * that a snapshot removed should stay known. With it, the events are legal for readers that know the thread from
   * before as well.
   * @default no earlier runs
   */
  ownerOf?: OwnerLookup | undefined
  /** Called for each repair, before the repaired event is emitted. Errors that it throws are ignored. */
  onRepair?: ((repair: Repair) => void) | undefined
}

/** The fields that the hot path checks. */
interface HotFields {
  readonly type?: unknown
  readonly messageId?: unknown
  readonly toolCallId?: unknown
  readonly delta?: unknown
  readonly timestamp?: unknown
  readonly rawEvent?: unknown
  readonly metadata?: unknown
  readonly subagentRunId?: unknown
  readonly toJSON?: unknown
}

/**
 * Makes a legal AG-UI 1.0 run of the events of an agent: starts it, opens missing items, expands chunks, repairs
 * fields, closes open items and ends it exactly once. Legal events are passed on as the same objects.
 *
 * ```ts
 * const guard = new EventGuard({ threadId, runId, emit: (event) => log.append(event) })
 * for await (const event of agentEvents) guard.push(event)
 * guard.finish({ kind: 'completed' })
 * ```
 */
export class EventGuard {
  readonly #options: GuardOptions
  readonly #attribution: Attribution
  readonly #flow: EventFlow
  readonly #lanes: ChunkLanes
  readonly #thinking: RetiredThinking
  readonly #repairs: Partial<Record<RepairKind, number>> = {}
  #phase: 'waiting' | 'running' | 'ending' | 'ended' = 'waiting'
  /** RUN_STARTED was sent, and that of the agent is still to come. */
  #startedEarly = false
  #cancelled = false
  #outcome: GuardOutcome | undefined
  #generated = 0

  constructor(options: GuardOptions) {
    this.#options = options
    const note = this.#note.bind(this)
    const newId = (label: string): string => `${options.runId}-${label}-${++this.#generated}`
    this.#attribution = new Attribution(options.ownerOf)
    this.#flow = new EventFlow(this.#attribution, this.#send.bind(this), note)
    this.#lanes = new ChunkLanes(this.#flow, newId, note)
    this.#thinking = new RetiredThinking(newId)
  }

  /** The outcome of the run; undefined while it runs. */
  get ended(): GuardOutcome | undefined {
    return this.#outcome
  }

  /** The number of repairs of each kind so far. */
  get repairs(): Readonly<Partial<Record<RepairKind, number>>> {
    return this.#repairs
  }

  /** Takes a value that the agent emitted. Never throws: illegal values are dropped and counted. */
  push(event: unknown): void {
    try {
      if (this.#isHot(event)) this.#options.emit(event)
      else this.#read(event)
    } catch {
      this.#note('unreadable', event)
    }
  }

  /** Starts the run now. The agent's own RUN_STARTED is dropped later. */
  start(): void {
    if (this.#phase !== 'waiting') return
    this.#startedEarly = true
    this.#begin(undefined)
  }

  /** Marks the run as stopped by the user. Events still pass, but the run ends as cancelled. */
  cancel(): void {
    this.#cancelled = true
  }

  /** Closes open items and ends the run, unless it has ended. Further calls do nothing. */
  finish(end: GuardEnd): void {
    if (this.#phase === 'ending' || this.#phase === 'ended') return
    if (this.#cancelled || end.kind === 'cancelled') return this.#end(this.#cancelledEnding(undefined))
    if (end.kind === 'failed') {
      const code = end.code === undefined ? {} : { code: end.code }
      return this.#end({ type: 'RUN_ERROR', message: end.message, ...code })
    }
    this.#note('missing-ending')
    this.#end({
      type: 'RUN_ERROR',
      message: 'Run ended without emitting a terminal event',
      code: 'INCOMPLETE_STREAM',
    })
  }

  /**
   * The events that a reader that joins now needs before the following events: the starts of all open items, oldest
   * first, and the start and end of each finished subagent, because a later one may name it as its parent. Empty
   * after the end of the run.
   */
  openers(): readonly WireEvent[] {
    if (this.#phase !== 'running') return []
    return this.#flow.open.openers().map((event) => this.#attribution.openerFor(event))
  }

  /** Whether an event is a plain delta of an open item, which needs no further check. */
  #isHot(event: unknown): event is WireEvent {
    if (this.#phase !== 'running' || !this.#lanes.idle || typeof event !== 'object' || event === null)
      return false
    // Before the first read, so that a getter is called once.
    if (hasGetter(event)) return false
    const fields: HotFields = event
    if (fields.type === 'TEXT_MESSAGE_CONTENT') {
      if (!this.#flow.open.text.has(fields.messageId)) return false
    } else if (fields.type === 'TOOL_CALL_ARGS') {
      if (!this.#flow.open.toolCall.has(fields.toolCallId)) return false
    } else if (fields.type === 'REASONING_MESSAGE_CONTENT') {
      if (!this.#flow.open.reasoning.has(fields.messageId)) return false
    } else {
      return false
    }
    return (
      typeof fields.delta === 'string' &&
      (fields.timestamp === undefined || Number.isSafeInteger(fields.timestamp)) &&
      fields.rawEvent === undefined &&
      fields.metadata === undefined &&
      fields.subagentRunId === undefined &&
      fields.toJSON === undefined &&
      Object.getPrototypeOf(event) === Object.prototype
    )
  }

  #read(given: unknown): void {
    const fields = ownFields(given)
    if (fields === undefined || typeof fields.type !== 'string') return this.#note('unreadable', given)
    if (this.#phase === 'ending' || this.#phase === 'ended') return this.#note('after-ending', given)
    const translated = this.#thinking.translate(fields)
    if (translated === undefined) return this.#readKnown(fields, fields.type, given)
    this.#note('retired-type', given)
    for (const event of translated) this.#readKnown(event, String(event.type), given)
  }

  #readKnown(fields: Fields, type: string, given: unknown): void {
    const shape = eventShapes.get(type)
    if (shape === undefined) {
      this.#note('unknown-type', given, type)
      return this.#take({ type: 'RAW', event: anyValue(given), source: 'unknown-event-type' })
    }
    const event = readShape(fields, shape, (name) => this.#note('field', given, name))
    if (event === undefined) return this.#note('malformed', given, type)
    this.#take(asWireEvent(event))
  }

  #take(event: WireEvent): void {
    if (event.type === 'RUN_STARTED') {
      if (this.#phase === 'waiting') this.#begin(event)
      else if (this.#startedEarly) this.#startedEarly = false
      else this.#note('duplicate-start', event, 'RUN_STARTED')
      return
    }
    if (this.#phase === 'waiting') this.#begin(undefined)
    switch (event.type) {
      case 'RUN_FINISHED':
      case 'RUN_ERROR':
        return this.#endAsRequested(event)
      case 'TEXT_MESSAGE_CHUNK':
      case 'TOOL_CALL_CHUNK':
      case 'REASONING_MESSAGE_CHUNK':
        return this.#lanes.take(event)
      default:
        this.#lanes.leave(event)
        this.#flow.take(event)
    }
  }

  #begin(given: EventOf<'RUN_STARTED'> | undefined): void {
    const { startInput } = this.#options
    this.#phase = 'running'
    if (startInput !== undefined) this.#attribution.seed(startInput.messages, 'input')
    const event = this.#withIds(
      given ?? { type: 'RUN_STARTED', threadId: this.#options.threadId, runId: this.#options.runId },
    )
    if (event.protocolVersion !== undefined && event.input === startInput) return this.#send(event)
    const { input: _, ...rest } = event
    this.#send({
      ...rest,
      protocolVersion: event.protocolVersion ?? PROTOCOL_VERSION,
      ...(startInput !== undefined && { input: startInput }),
    })
  }

  #withIds<E extends EventOf<'RUN_STARTED' | 'RUN_FINISHED'>>(event: E): E {
    const { threadId, runId } = this.#options
    if (event.threadId === threadId && event.runId === runId) return event
    this.#note('foreign-id', event)
    return { ...event, threadId, runId }
  }

  #endAsRequested(ending: Ending): void {
    if (this.#cancelled && outcomeOf(ending).status !== 'cancelled') {
      this.#note('replaced-ending', ending)
      return this.#end(this.#cancelledEnding(ending.usage))
    }
    this.#end(ending.type === 'RUN_FINISHED' ? this.#withIds(ending) : ending)
  }

  #cancelledEnding(usage: Ending['usage']): Ending {
    const { threadId, runId } = this.#options
    return {
      type: 'RUN_FINISHED',
      threadId,
      runId,
      outcome: { type: 'cancelled' },
      ...(usage !== undefined && { usage }),
    }
  }

  #end(ending: Ending): void {
    if (this.#phase === 'waiting') this.#begin(undefined)
    this.#phase = 'ending'
    const outcome = outcomeOf(ending)
    this.#lanes.leaveAll()
    for (const toolCallId of this.#flow.calls.pending()) {
      if (!this.#flow.open.has('toolCall', toolCallId)) this.#addResult(toolCallId, outcome)
    }
    for (const start of this.#flow.open.starts().reverse()) {
      const closer = closerOf(start, outcome)
      if (closer === undefined) continue
      this.#note('missing-end', undefined, start.type)
      this.#flow.take(closer)
      if (start.type === 'TOOL_CALL_START' && this.#flow.calls.isPending(start.toolCallId)) {
        this.#addResult(start.toolCallId, outcome)
      }
    }
    this.#outcome = outcome
    this.#send(ending)
    this.#phase = 'ended'
  }

  #addResult(toolCallId: string, outcome: GuardOutcome): void {
    const result = resultFor(toolCallId, outcome, this.#attribution)
    if (result === undefined) return
    this.#note('unanswered-call', undefined, toolCallId)
    this.#flow.take(result)
  }

  #send(event: WireEvent): void {
    if (this.#phase === 'ended') this.#note('after-ending', event)
    else this.#options.emit(event)
  }

  #note(kind: RepairKind, event?: unknown, detail?: string): void {
    this.#repairs[kind] = (this.#repairs[kind] ?? 0) + 1
    try {
      this.#options.onRepair?.({ kind, ...(event !== undefined && { event }), detail })
    } catch {
      // An error of the callback must not affect the run.
    }
  }
}

/** The shape was checked: the type is known and every field legal. */
function asWireEvent(event: Fields): WireEvent {
  return event as unknown as WireEvent
}
