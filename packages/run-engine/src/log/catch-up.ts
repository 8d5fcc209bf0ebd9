// Tests: `runnerConformance` of `@flightdeck/testkit`.
import { encodeEvent } from '../events/encode-event.ts'
import { PROTOCOL_VERSION, type WireEvent } from '../events/events.ts'
import type { StoredMessage, ThreadContent } from '../reducer/thread-content.ts'
import type { ThreadView } from '../store/thread-record.ts'
import type { EndedRun } from './ended-run.ts'
import type { LogChunk } from './log-reader.ts'
import { runLogId } from './run-cursor.ts'

/** What a reader receives that joins without a cursor, or with one that the log cannot serve. */
export interface CatchUpOptions {
  /** The first part of cursors into the log of the run. */
  log: string
  threadId: string
  runId: string
  content: ThreadContent
  /** Position of the content. The live events continue after it. */
  through: number
  /** START events of the items that are open at that position. */
  openers: readonly WireEvent[]
  /** JSON of the ending; undefined while the run is running. */
  ending?: string | undefined
}

/**
 * The conversation snapshot: a start, a snapshot of the messages (including the partial one) and of the state, then
 * either the openers of open items or the last ending. Legal for every client.
 */
export function catchUpOf(options: CatchUpOptions): LogChunk {
  const { log, threadId, runId, content, through, openers, ending } = options
  const start = encodeEvent({
    type: 'RUN_STARTED',
    threadId,
    runId,
    protocolVersion: PROTOCOL_VERSION,
  } satisfies WireEvent)
  const snapshots = snapshotsOf(content)
  const events = [start, ...snapshots.events, ...openers.map(encodeEvent)]
  const legacy = snapshots.legacy.map((index) => index + 1)
  if (ending !== undefined) {
    // Few endings have a legacy form. Framing checks this one again.
    legacy.push(events.length)
    events.push(ending)
  }
  return { log, events, through, legacy }
}

/** The conversation snapshot with the ending of a run. Its position is where that run ended, even if later runs exist. */
export function endedCatchUpOf(thread: ThreadView, { run, end }: EndedRun): LogChunk {
  const { key, generation, messages, state } = thread
  return catchUpOf({
    log: runLogId(generation, run.base),
    threadId: key.threadId,
    runId: run.runId,
    content: { messages, state },
    through: end,
    openers: [],
    ending: run.ending,
  })
}

/** The snapshot events for messages and state. */
export function snapshotsOf(content: ThreadContent): { events: string[]; legacy: number[] } {
  const texts = content.messages.map((message) => message.json).join(',')
  const events = [`{"type":"MESSAGES_SNAPSHOT","messages":[${texts}]}`]
  if (content.state !== undefined) events.push(`{"type":"STATE_SNAPSHOT","snapshot":${content.state}}`)
  return { events, legacy: content.messages.some(mayNeedLegacyWire) ? [0] : [] }
}

/** Checks the text only. 0.x clients reject parts in a tool result, and `file` sources. */
function mayNeedLegacyWire({ json }: StoredMessage): boolean {
  return json.includes('"content":[') && (json.includes('"role":"tool"') || json.includes('"type":"file"'))
}
