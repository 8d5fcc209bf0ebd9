import { encodeEvent } from '../events/encode-event.ts'
import { PROTOCOL_VERSION, type WireEvent } from '../events/events.ts'
import type { StoredMessage, ThreadContent } from '../reducer/thread-content.ts'
import type { RunRecord, ThreadView } from '../store/thread-record.ts'
import type { LogChunk } from './log-reader.ts'

/** What a reader is told that joins without a cursor, or with one that the log cannot serve. */
export interface PreludeOptions {
  generation: string
  threadId: string
  runId: string
  content: ThreadContent
  /** Position that the content amounts to: the live tail goes on from exactly there. */
  through: number
  /** START events of what is open at that position. */
  openers: readonly WireEvent[]
  /** The ending, as JSON, where no run lasts. */
  ending?: string | undefined
}

/**
 * Restates a thread so that any client accepts it: a start, one snapshot of the messages, the partial one among them,
 * and of the state, then either the openers of what is still being said or the last ending.
 */
export function preludeOf(options: PreludeOptions): LogChunk {
  const { generation, threadId, runId, content, through, openers, ending } = options
  const start = encodeEvent({ type: 'RUN_STARTED', threadId, runId, protocolVersion: PROTOCOL_VERSION })
  const snapshots = snapshotsOf(content)
  const events = [start, ...snapshots.events, ...openers.map(encodeEvent)]
  const marked = snapshots.marked.map((index) => index + 1)
  if (ending !== undefined) {
    // Few endings need the old spelling, but there is one at most: whoever frames it looks inside.
    marked.push(events.length)
    events.push(ending)
  }
  return { generation, events, through, marked }
}

/** Restates a thread on which no run lasts, with the ending of one of its runs. */
export function endedPreludeOf(thread: ThreadView, run: RunRecord): LogChunk {
  const { key, generation, messages, state, head } = thread
  return preludeOf({
    generation,
    threadId: key.threadId,
    runId: run.runId,
    content: { messages, state },
    through: head,
    openers: [],
    ending: run.ending,
  })
}

/** A thread's messages and state as the events that restate them. */
export function snapshotsOf(content: ThreadContent): { events: string[]; marked: number[] } {
  const texts = content.messages.map((message) => message.json).join(',')
  const events = [`{"type":"MESSAGES_SNAPSHOT","messages":[${texts}]}`]
  if (content.state !== undefined) events.push(`{"type":"STATE_SNAPSHOT","snapshot":${content.state}}`)
  return { events, marked: content.messages.some(mayNeedLegacySpelling) ? [0] : [] }
}

/** A look at the text only: a 0.x client refuses parts in a tool's answer, and sources that are files. */
function mayNeedLegacySpelling({ json }: StoredMessage): boolean {
  return json.includes('"content":[') && (json.includes('"role":"tool"') || json.includes('"type":"file"'))
}
