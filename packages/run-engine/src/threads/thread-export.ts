import {
  EXPORT_CHECKSUM_EVENT,
  EXPORT_THREAD_EVENT,
  EXPORT_VERSION,
  type ExportedThread,
  exportChecksum,
} from '@flightdeck/protocol'
import { encodeEvent } from '../events/encode-event.ts'
import type { WireEvent } from '../events/events.ts'
import { PROTOCOL_VERSION } from '../events/events.ts'
import { snapshotsOf } from '../log/catch-up.ts'
import type { RunRecord, ThreadView } from '../store/thread-record.ts'

/** The lines of an export, without line ends. Together they are one legal AG-UI run. */
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
    runs: ended.map(({ epoch, stopRequested, abandoned, inputHash, ...run }) => run),
  } satisfies ExportedThread
  const lines = [
    encodeEvent({
      type: 'RUN_STARTED',
      threadId,
      runId,
      protocolVersion: PROTOCOL_VERSION,
    } satisfies WireEvent),
    encodeEvent({ type: 'CUSTOM', name: EXPORT_THREAD_EVENT, value } satisfies WireEvent),
    ...snapshotsOf({ messages: thread.messages, state: thread.state }).events,
  ]
  const ending =
    thread.last?.ending ||
    encodeEvent({ type: 'RUN_FINISHED', threadId, runId, outcome: { type: 'success' } } satisfies WireEvent)
  const checksum = await exportChecksum([...lines, ending])
  return [
    ...lines,
    encodeEvent({ type: 'CUSTOM', name: EXPORT_CHECKSUM_EVENT, value: checksum } satisfies WireEvent),
    ending,
  ]
}
