import { encodeEvent } from '../events/encode-event.ts'
import type { WireEvent } from '../events/events.ts'
import { PROTOCOL_VERSION } from '../events/events.ts'
import { snapshotsOf } from '../log/catch-up.ts'
import type { RunRecord, ThreadView } from '../store/thread-record.ts'

/** Name of the CUSTOM event that holds what AG-UI has no event for. */
export const THREAD_EVENT = 'flightdeck.thread'

/** Name of the CUSTOM event whose value is the checksum of all other lines. */
export const CHECKSUM_EVENT = 'flightdeck.checksum'

/** The version of the format. */
export const EXPORT_VERSION = 1

/** The lines of an export, without their line ends. Together they are one legal AG-UI run. */
export async function exportThread(thread: ThreadView, runs: readonly RunRecord[]): Promise<string[]> {
  const { threadId } = thread.key
  const runId = thread.last?.runId ?? `${threadId}-export`
  const { agentId, name, archived, createdAt, updatedAt, activeAt, head, interrupts } = thread
  const ended = runs.filter(({ status }) => status !== 'running').reverse()
  const value = {
    version: EXPORT_VERSION,
    threadId,
    agentId,
    name,
    archived,
    createdAt,
    updatedAt,
    activeAt,
    head: thread.running?.base ?? head,
    interrupts,
    runs: ended.map(({ epoch, stopRequested, abandoned, ...run }) => run),
  }
  const lines = [
    encodeEvent({ type: 'RUN_STARTED', threadId, runId, protocolVersion: PROTOCOL_VERSION }),
    encodeEvent({ type: 'CUSTOM', name: THREAD_EVENT, value } as WireEvent),
    ...snapshotsOf({ messages: thread.messages, state: thread.state }).events,
  ]
  const ending =
    thread.last?.ending ||
    encodeEvent({ type: 'RUN_FINISHED', threadId, runId, outcome: { type: 'success' } })
  const checksum = await checksumOf([...lines, ending])
  return [
    ...lines,
    encodeEvent({ type: 'CUSTOM', name: CHECKSUM_EVENT, value: checksum } as WireEvent),
    ending,
  ]
}

/** SHA-256 over the lines, each with a line feed behind it, in hexadecimal. */
export async function checksumOf(lines: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `sha-256:${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
