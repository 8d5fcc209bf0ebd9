import type { WireEvent } from '../events/events.ts'
import { ChunkLane } from './chunk-lane.ts'
import type { ChunkEvent, EventFlow, InnerEvent } from './event-flow.ts'
import { tagged } from './event-flow.ts'
import type { NoteRepair } from './repair.ts'

type ChunkKind = 'text' | 'toolCall' | 'reasoning'

/** The item that the chunks of one lane add to. */
interface Pending {
  readonly kind: ChunkKind
  readonly id: string
  readonly lane: string | undefined
  /** The subagent that its events name. */
  readonly tag: string | undefined
  /** Opened by a chunk, so the agent sends no end for it. */
  readonly byChunk: boolean
}

const kindOf = {
  TEXT_MESSAGE_CHUNK: 'text',
  TOOL_CALL_CHUNK: 'toolCall',
  REASONING_MESSAGE_CHUNK: 'reasoning',
} as const

function idOf(chunk: ChunkEvent): string | undefined {
  return chunk.type === 'TOOL_CALL_CHUNK' ? chunk.toolCallId : chunk.messageId
}

function keyOf(kind: ChunkKind, id: string): string {
  return `${kind}|${id}`
}

/** The message or tool call of an event. */
function itemOf(event: InnerEvent): { kind: ChunkKind; id: string } | undefined {
  switch (event.type) {
    case 'TEXT_MESSAGE_START':
    case 'TEXT_MESSAGE_CONTENT':
    case 'TEXT_MESSAGE_END':
      return { kind: 'text', id: event.messageId }
    case 'TOOL_CALL_START':
    case 'TOOL_CALL_ARGS':
    case 'TOOL_CALL_END':
      return { kind: 'toolCall', id: event.toolCallId }
    case 'REASONING_MESSAGE_START':
    case 'REASONING_MESSAGE_CONTENT':
    case 'REASONING_MESSAGE_END':
      return { kind: 'reasoning', id: event.messageId }
    default:
      return undefined
  }
}

/** The fields of a chunk that its start and its content share. */
function shared({ timestamp, metadata }: ChunkEvent): {
  timestamp?: number
  metadata?: Record<string, unknown>
} {
  return { ...(timestamp !== undefined && { timestamp }), ...(metadata !== undefined && { metadata }) }
}

function startOf(chunk: ChunkEvent, id: string): InnerEvent | undefined {
  const common = { ...shared(chunk), ...tagged(chunk.subagentRunId) }
  switch (chunk.type) {
    case 'TEXT_MESSAGE_CHUNK':
      return {
        type: 'TEXT_MESSAGE_START',
        messageId: id,
        role: chunk.role ?? 'assistant',
        ...(chunk.name !== undefined && { name: chunk.name }),
        ...common,
      }
    case 'TOOL_CALL_CHUNK':
      if (chunk.toolCallName === undefined) return undefined
      return {
        type: 'TOOL_CALL_START',
        toolCallId: id,
        toolCallName: chunk.toolCallName,
        ...(chunk.parentMessageId !== undefined && { parentMessageId: chunk.parentMessageId }),
        ...common,
      }
    case 'REASONING_MESSAGE_CHUNK':
      return { type: 'REASONING_MESSAGE_START', messageId: id, role: 'reasoning', ...common }
  }
}

function contentOf(chunk: ChunkEvent, id: string, tag: string | undefined): InnerEvent {
  const common = {
    delta: chunk.delta ?? '',
    ...shared(chunk),
    ...(chunk.rawEvent !== undefined && { rawEvent: chunk.rawEvent as unknown }),
    ...tagged(tag),
  }
  switch (chunk.type) {
    case 'TEXT_MESSAGE_CHUNK':
      return { type: 'TEXT_MESSAGE_CONTENT', messageId: id, ...common }
    case 'TOOL_CALL_CHUNK':
      return { type: 'TOOL_CALL_ARGS', toolCallId: id, ...common }
    case 'REASONING_MESSAGE_CHUNK':
      return { type: 'REASONING_MESSAGE_CONTENT', messageId: id, ...common }
  }
}

function endOf({ kind, id, tag }: Pending): InnerEvent {
  switch (kind) {
    case 'text':
      return { type: 'TEXT_MESSAGE_END', messageId: id, ...tagged(tag) }
    case 'toolCall':
      return { type: 'TOOL_CALL_END', toolCallId: id, ...tagged(tag) }
    case 'reasoning':
      return { type: 'REASONING_MESSAGE_END', messageId: id, ...tagged(tag) }
  }
}

/**
 * Expands chunks to start, content and end. A chunk without an id continues the item of its lane. Each subagent has a
 * lane, and so has the agent itself. Models stream several tool calls in turn: the tool calls of a lane stay open together
 * until another event ends them.
 */
export class ChunkLanes {
  /** The lanes with open items. All items of a lane are of one kind, and only tool calls can be more than one. */
  readonly #lanes = new Map<string | undefined, ChunkLane<Pending>>()
  /** The open items of all lanes by kind and id. */
  readonly #items = new Map<string, Pending>()
  readonly #flow: EventFlow
  readonly #newId: (label: string) => string
  readonly #note: NoteRepair

  constructor(flow: EventFlow, newId: (label: string) => string, note: NoteRepair) {
    this.#flow = flow
    this.#newId = newId
    this.#note = note
  }

  /** Whether no lane has an open item. */
  get idle(): boolean {
    return this.#lanes.size === 0
  }

  /** Sends the events that a chunk stands for. */
  take(chunk: ChunkEvent): void {
    const kind = kindOf[chunk.type]
    const id = idOf(chunk)
    const current = this.#lastIn(chunk.subagentRunId)
    if (id !== undefined && current?.kind === kind && current.id === id)
      return this.#add(chunk, current, false)
    const lane = this.#laneOf(chunk, kind, id)
    const last = this.#lastIn(lane)
    const continued = last?.kind === kind ? last : undefined
    const pending = id === undefined ? continued : this.#items.get(keyOf(kind, id))
    if (pending === undefined) return this.#begin(chunk, kind, lane, id)
    this.#lanes.get(lane)?.continue(pending)
    this.#add(chunk, pending, false)
  }

  /** Ends open items of lanes that `event`, which is not a chunk, interrupts. */
  leave(event: InnerEvent): void {
    if (this.idle) return
    switch (event.type) {
      case 'RAW':
      case 'ACTIVITY_SNAPSHOT':
      case 'ACTIVITY_DELTA':
      case 'REASONING_ENCRYPTED_VALUE':
      case 'SUBAGENT_STARTED':
        return
      case 'MESSAGES_SNAPSHOT':
        return this.leaveAll()
      default: {
        const item = itemOf(event)
        const pending = item && this.#items.get(keyOf(item.kind, item.id))
        if (pending === undefined) this.#close(event.subagentRunId)
        else if (event.type.endsWith('_END')) this.#remove(pending)
      }
    }
  }

  /** Ends the open items of all lanes. */
  leaveAll(): void {
    for (const lane of [...this.#lanes.keys()]) this.#close(lane)
  }

  #begin(chunk: ChunkEvent, kind: ChunkKind, lane: string | undefined, given: string | undefined): void {
    if (kind !== 'toolCall' || this.#lastIn(lane)?.kind !== 'toolCall') this.#close(lane)
    if (given === undefined && kind === 'toolCall') return this.#note('not-open', chunk, 'toolCallId')
    if (given === undefined) this.#note('missing-id', chunk, 'messageId')
    const id = given ?? this.#newId(kind)
    if (this.#flow.open.has(kind, id)) {
      const pending = { kind, id, lane, tag: chunk.subagentRunId, byChunk: false }
      this.#push(pending)
      return this.#add(chunk, pending, false)
    }
    const start = startOf(chunk, id)
    if (start === undefined) return this.#note('not-open', chunk, 'toolCallName')
    const sent = this.#flow.take(start)
    const pending = { kind, id, lane, tag: sent && tagOf(sent), byChunk: true }
    this.#push(pending)
    this.#add(chunk, pending, true)
  }

  /** Other fields of a chunk go into its start, if it has one. */
  #add(chunk: ChunkEvent, { id, tag }: Pending, started: boolean): void {
    if (
      chunk.delta === undefined &&
      chunk.rawEvent === undefined &&
      (started || chunk.metadata === undefined)
    )
      return
    this.#flow.take(contentOf(chunk, id, tag))
  }

  #close(lane: string | undefined): void {
    const items = [...(this.#lanes.get(lane)?.items() ?? [])]
    this.#lanes.delete(lane)
    for (const { kind, id } of items) this.#items.delete(keyOf(kind, id))
    for (const pending of items) if (pending.byChunk) this.#flow.take(endOf(pending))
  }

  #push(pending: Pending): void {
    const lane = this.#lanes.get(pending.lane) ?? new ChunkLane()
    this.#lanes.set(pending.lane, lane)
    lane.continue(pending)
    this.#items.set(keyOf(pending.kind, pending.id), pending)
  }

  #remove(pending: Pending): void {
    const lane = this.#lanes.get(pending.lane)
    lane?.remove(pending)
    if (lane?.isEmpty) this.#lanes.delete(pending.lane)
    this.#items.delete(keyOf(pending.kind, pending.id))
  }

  #lastIn(lane: string | undefined): Pending | undefined {
    return this.#lanes.get(lane)?.last
  }

  #laneOf(chunk: ChunkEvent, kind: ChunkKind, id: string | undefined): string | undefined {
    const tag = chunk.subagentRunId
    const holder = id === undefined ? undefined : this.#items.get(keyOf(kind, id))
    if (holder !== undefined) {
      if (tag !== undefined && tag !== holder.lane) this.#note('attribution', chunk, 'subagentRunId')
      return holder.lane
    }
    if (id !== undefined || tag !== undefined || this.#lastIn(undefined)?.kind === kind) return tag
    return this.#onlyLaneOf(kind)
  }

  /** The lane with items of this kind; undefined if there are several. */
  #onlyLaneOf(kind: ChunkKind): string | undefined {
    let only: string | undefined
    for (const [lane, { last }] of this.#lanes) {
      if (last?.kind !== kind) continue
      if (only !== undefined) return undefined
      only = lane
    }
    return only
  }
}

function tagOf(event: WireEvent): string | undefined {
  return 'subagentRunId' in event ? event.subagentRunId : undefined
}
