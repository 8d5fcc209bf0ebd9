import type { ThreadInfo, ThreadStore, ThreadView } from '@flightdeck/run-engine/store'

/** A thread as `@copilotkit/runtime` lists it. */
export interface InMemoryThread {
  id: string
  name: string | null
  agentId: string
  organizationId: string
  createdById: string
  archived: boolean
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601. */
  updatedAt: string
}

/** The thread methods of the in-memory runner of `@copilotkit/runtime`. They reach the threads without an owner only. */
export interface LocalThreads {
  /** The threads, most recently active first. */
  listThreads(): InMemoryThread[]
  /** The messages of a thread without those of a running run; empty if it does not exist. */
  getThreadMessages(threadId: string): LocalMessage[]
  /** Events that restore a thread, without those of a running run; empty if it does not exist. */
  getThreadEvents(threadId: string): { type: string }[]
  /** The state of a thread if it is an object. */
  getThreadState(threadId: string): Record<string, unknown> | null
  /** Deletes the threads, also those with a running run. */
  clearThreads(): void
}

/** A message of AG-UI. */
export interface LocalMessage {
  id: string
  role: string
  [member: string]: unknown
}

/** The methods of a store that these functions call. They are synchronous. */
export interface SyncStore extends Pick<ThreadStore, 'get' | 'list'> {
  get(key: { threadId: string }): ThreadView | undefined
  list(request: { limit: number; archived: 'with' }): { threads: readonly ThreadInfo[] }
}

export function listThreads(store: SyncStore): InMemoryThread[] {
  return store.list({ limit: Number.POSITIVE_INFINITY, archived: 'with' }).threads.map((thread) => ({
    id: thread.key.threadId,
    name: thread.name ?? null,
    agentId: thread.agentId,
    organizationId: '',
    createdById: '',
    archived: thread.archived,
    createdAt: new Date(thread.createdAt).toISOString(),
    updatedAt: new Date(thread.updatedAt).toISOString(),
  }))
}

export function messagesOf(store: SyncStore, threadId: string): LocalMessage[] {
  return (store.get({ threadId })?.messages ?? []).map(({ json }) => JSON.parse(json) as LocalMessage)
}

export function eventsOf(store: SyncStore, threadId: string): { type: string }[] {
  const thread = store.get({ threadId })
  const ending = thread?.last?.ending
  if (thread === undefined || ending === undefined) return []
  const start = { type: 'RUN_STARTED', threadId, runId: thread.last?.runId }
  const messages = { type: 'MESSAGES_SNAPSHOT', messages: messagesOf(store, threadId) }
  const state =
    thread.state === undefined ? [] : [{ type: 'STATE_SNAPSHOT', snapshot: JSON.parse(thread.state) }]
  return [start, messages, ...state, JSON.parse(ending)]
}

export function stateOf(store: SyncStore, threadId: string): Record<string, unknown> | null {
  const { state } = store.get({ threadId }) ?? {}
  const parsed: unknown = state === undefined ? null : JSON.parse(state)
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    ? (parsed as Record<string, unknown>)
    : null
}
