import type { ThreadRecord } from '@flightdeck/protocol'
import type { LocalThreadEndpoints } from '../../runners/thread-access.ts'

/** Returns the list of a custom runner as one page. */
export async function listLocally(
  endpoints: LocalThreadEndpoints,
  agentId: string | undefined,
): Promise<{ threads: object[]; joinCode: null; nextCursor: null }> {
  const listed: unknown = await endpoints.listThreads()
  const records = (Array.isArray(listed) ? listed : []).map((thread: unknown) => toRecord(Object(thread)))
  const threads = records
    .filter((record) => agentId === undefined || record.agentId === agentId)
    .sort((one, other) => other.updatedAt.localeCompare(one.updatedAt))
  return { threads, joinCode: null, nextCursor: null }
}

type LocalRecord = Omit<ThreadRecord, 'lastRunAt' | 'running' | 'lastRunStatus' | 'pendingInterrupts'>

function toRecord(thread: Record<string, unknown>): LocalRecord {
  const { id, threadId, agentId, name, archived, createdAt, updatedAt } = thread
  return {
    id: String(id ?? threadId),
    organizationId: '',
    agentId: String(agentId ?? ''),
    createdById: '',
    name: typeof name === 'string' ? name : null,
    archived: archived === true,
    createdAt: toIso(createdAt ?? updatedAt),
    updatedAt: toIso(updatedAt ?? createdAt),
  }
}

function toIso(time: unknown): string {
  const date = new Date(typeof time === 'number' || time instanceof Date ? time : String(time))
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
}
