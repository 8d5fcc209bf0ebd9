import { useSyncExternalStore } from 'react'
import { RUNTIME_URL } from '../frame/connection.ts'

/** A thread of the list. */
export interface ThreadEntry {
  id: string
  agentId: string
  title: string
  isNamed: boolean
  /** When it was last used, as ISO 8601; undefined for a thread that the server does not know yet. */
  updatedAt: string | undefined
  /** Number of open interrupts. */
  pending: number
}

interface ThreadRecord {
  id: string
  agentId: string
  name: string | null
  pendingInterrupts: number
  updatedAt: string
}

const CHANNEL = 'flightdeck.threads'
const channel = new BroadcastChannel(CHANNEL)
const listeners = new Set<() => void>()
let records: ThreadRecord[] = []
let snapshot: ThreadEntry[] = []
/** The names of threads of this window, until the server has them. */
const shown = new Map<string, { id: string; agentId: string; title: string }>()

channel.onmessage = () => void read()
window.addEventListener('focus', () => void read())

/** The threads on the server, most recently used first, the same in all windows. */
export function useThreadList(): ThreadEntry[] {
  return useSyncExternalStore(subscribe, () => snapshot)
}

/** Reloads the list, here and in the other windows. */
export async function refreshThreads(): Promise<void> {
  channel.postMessage('changed')
  await read()
}

/** Shows a name for a thread until the server has stored one. */
export function showName(thread: { id: string; agentId: string; title: string }): void {
  shown.set(thread.id, thread)
  publish()
}

/** Renames a thread. */
export async function nameThread(id: string, name: string): Promise<void> {
  await change(id, 'PATCH', { name })
}

/** Deletes a thread. */
export async function deleteThread(id: string): Promise<void> {
  shown.delete(id)
  await change(id, 'DELETE', {})
}

async function change(id: string, method: 'PATCH' | 'DELETE', body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${RUNTIME_URL}/threads/${encodeURIComponent(id)}`, {
    method,
    headers,
    body: JSON.stringify(body),
  }).catch(() => {})
  await refreshThreads()
}

async function read(): Promise<void> {
  try {
    const response = await fetch(`${RUNTIME_URL}/threads?limit=200`, { cache: 'no-store' })
    if (!response.ok) return
    records = ((await response.json()) as { threads: ThreadRecord[] }).threads
    publish()
  } catch {
    // The banner shows that the server cannot be reached. The list is kept.
  }
}

function publish(): void {
  const known = new Set(records.map(({ id }) => id))
  const unknown = [...shown.values()].filter(({ id }) => !known.has(id))
  snapshot = [
    ...unknown.map((thread) => ({ ...thread, isNamed: true, updatedAt: undefined, pending: 0 })),
    ...records.map(({ id, agentId, name, pendingInterrupts, updatedAt }) => ({
      id,
      agentId,
      title: name ?? shown.get(id)?.title ?? 'New chat',
      isNamed: name !== null,
      updatedAt,
      pending: pendingInterrupts,
    })),
  ]
  for (const listener of listeners) listener()
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  return () => listeners.delete(onChange)
}
