import type { WireEvent } from '../events/events.ts'
import type { ChunkEvent, EventFlow, InnerEvent } from './event-flow.ts'
import { tagged } from './event-flow.ts'
import type { NoteRepair } from './repair.ts'

type ChunkKind = 'text' | 'toolCall' | 'reasoning'

/** The item that the chunks of one lane add to. */
interface Pending {
  readonly kind: ChunkKind
  readonly id: string
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
  /** The open items of each lane, the last continued one at the end. Only tool calls can be more than one. */
  readonly #lanes = new Map<string | undefined, readonly Pending[]>()
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
    const lane = this.#laneOf(chunk, kind, id)
    const items = this.#lanes.get(lane) ?? []
    const pending = items.findLast((item) => item.kind === kind && (id === undefined || item.id === id))
    if (pending === undefined) return this.#begin(chunk, kind, lane, id)
    if (pending !== items.at(-1))
      this.#lanes.set(lane, [...items.filter((item) => item !== pending), pending])
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
        const holder = item && this.#holderOf(item.kind, item.id)
        if (holder === undefined) this.#close(event.subagentRunId)
        else if (event.type.endsWith('_END')) this.#remove(holder.lane, holder.pending)
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
      const pending = { kind, id, tag: chunk.subagentRunId, byChunk: false }
      this.#push(lane, pending)
      return this.#add(chunk, pending, false)
    }
    const start = startOf(chunk, id)
    if (start === undefined) return this.#note('not-open', chunk, 'toolCallName')
    const sent = this.#flow.take(start)
    const pending = { kind, id, tag: sent && tagOf(sent), byChunk: true }
    this.#push(lane, pending)
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
    const items = this.#lanes.get(lane) ?? []
    this.#lanes.delete(lane)
    for (const pending of items) if (pending.byChunk) this.#flow.take(endOf(pending))
  }

  #push(lane: string | undefined, pending: Pending): void {
    this.#lanes.set(lane, [...(this.#lanes.get(lane) ?? []), pending])
  }

  #remove(lane: string | undefined, pending: Pending): void {
    const others = (this.#lanes.get(lane) ?? []).filter((item) => item !== pending)
    if (others.length === 0) this.#lanes.delete(lane)
    else this.#lanes.set(lane, others)
  }

  #lastIn(lane: string | undefined): Pending | undefined {
    return this.#lanes.get(lane)?.at(-1)
  }

  #holderOf(
    kind: ChunkKind,
    id: string,
  ): { readonly lane: string | undefined; readonly pending: Pending } | undefined {
    for (const [lane, items] of this.#lanes) {
      const pending = items.find((item) => item.kind === kind && item.id === id)
      if (pending !== undefined) return { lane, pending }
    }
    return undefined
  }

  #laneOf(chunk: ChunkEvent, kind: ChunkKind, id: string | undefined): string | undefined {
    const tag = chunk.subagentRunId
    const holder = id === undefined ? undefined : this.#holderOf(kind, id)
    if (holder !== undefined) {
      if (tag !== undefined && tag !== holder.lane) this.#note('attribution', chunk, 'subagentRunId')
      return holder.lane
    }
    if (id !== undefined || tag !== undefined || this.#lastIn(undefined)?.kind === kind) return tag
    const lanes = [...this.#lanes].filter(([, items]) => items.at(-1)?.kind === kind)
    return lanes.length === 1 ? lanes[0]?.[0] : undefined
  }
}

function tagOf(event: WireEvent): string | undefined {
  return 'subagentRunId' in event ? event.subagentRunId : undefined
}
