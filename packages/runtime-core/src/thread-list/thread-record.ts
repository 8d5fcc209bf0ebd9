import { openInterrupts, type ThreadInfo } from '@flightdeck/run-engine'

/** A thread as clients are told of it; stock ones read the members up to `lastRunAt`. Times are ISO 8601. */
export interface ThreadRecord {
  id: string
  /** The original's; there are none here. */
  organizationId: ''
  /** The agent of the last run. */
  agentId: string
  /** Id of the user it belongs to; empty where nobody is identified. */
  createdById: string
  name: string | null
  archived: boolean
  createdAt: string
  updatedAt: string
  /** When a run last started or ended; lists are sorted by it. */
  lastRunAt: string
  /** The run that lasts. */
  running: { runId: string; startedAt: string } | null
  /** How the last run that ended did. */
  lastRunStatus: string | null
  /** Interrupts that wait for an answer. */
  pendingInterrupts: number
}

/** What clients are told of a thread. */
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

/** Milliseconds of Unix time as ISO 8601. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
