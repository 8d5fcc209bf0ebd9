import { useSyncExternalStore } from 'react'
import { RUNTIME_URL } from './connection.ts'

/** A thread as the server lists it. */
export interface ThreadEntry {
  id: string
  agentId: string
  title: string
  isNamed: boolean
  /** How many questions wait for an answer. */
  pending: number
}

interface ThreadRecord {
  id: string
  agentId: string
  name: string | null
  pendingInterrupts: number
}

const CHANNEL = 'flightdeck.threads'
const channel = new BroadcastChannel(CHANNEL)
const listeners = new Set<() => void>()
let records: ThreadRecord[] = []
let snapshot: ThreadEntry[] = []

channel.onmessage = () => void read()
window.addEventListener('focus', () => void read())

/** The threads on the server, the one that was used last first, the same in all windows. */
export function useThreadList(): ThreadEntry[] {
  return useSyncExternalStore(subscribe, () => snapshot)
}

/** Reads the list again, here and in the other windows. */
export async function refreshThreads(): Promise<void> {
  channel.postMessage('changed')
  await read()
}

/** Gives a thread a name. */
export async function nameThread(id: string, name: string): Promise<void> {
  await change(id, 'PATCH', { name })
}

/** Takes a thread off the server. */
export async function deleteThread(id: string): Promise<void> {
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
    // The page says elsewhere that the server does not answer. What was listed stays.
  }
}

function publish(): void {
  snapshot = records.map(({ id, agentId, name, pendingInterrupts }) => ({
    id,
    agentId,
    title: name ?? 'New chat',
    isNamed: name !== null,
    pending: pendingInterrupts,
  }))
  for (const listener of listeners) listener()
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  return () => listeners.delete(onChange)
}
