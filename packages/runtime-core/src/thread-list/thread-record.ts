import type { ThreadRecord } from '@flightdeck/protocol'
import { openInterrupts, type ThreadInfo } from '@flightdeck/run-engine'

/** Returns a thread as it appears in responses. */
export function toThreadRecord(thread: ThreadInfo): ThreadRecord {
  const { key, running, last } = thread
  return {
    id: key.threadId,
    organizationId: '',
    agentId: thread.agentId,
    createdById: key.owner ?? '',
    name: thread.name ?? null,
    archived: thread.archived,
    createdAt: isoTime(thread.createdAt),
    updatedAt: isoTime(thread.updatedAt),
    lastRunAt: isoTime(thread.activeAt),
    running: running ? { runId: running.runId, startedAt: isoTime(running.startedAt) } : null,
    lastRunStatus: last?.status ?? null,
    pendingInterrupts: openInterrupts(thread.interrupts).length,
  }
}

/** Formats a Unix time in milliseconds as ISO 8601. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
