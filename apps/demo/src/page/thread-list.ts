import { useSyncExternalStore } from 'react'

/** A thread as this browser remembers it. The thread itself lives on the server. */
export interface ThreadEntry {
  id: string
  agentId: string
  /** What the visitor said first. */
  title: string
  /** When it was started here, in milliseconds since 1970. */
  createdAt: number
}

const KEY = 'flightdeck.threads'
const MAX_THREADS = 200
const listeners = new Set<() => void>()
let snapshot: { text: string | null; threads: ThreadEntry[] } = { text: null, threads: [] }

/** The threads of this browser, newest first, kept in step with its other windows. */
export function useThreadList(): ThreadEntry[] {
  return useSyncExternalStore(subscribe, readThreads)
}

/** Remembers a thread, unless it is known already. */
export function rememberThread(entry: Omit<ThreadEntry, 'createdAt'>): void {
  const threads = readThreads()
  if (threads.some((thread) => thread.id === entry.id)) return
  write([{ ...entry, createdAt: Date.now() }, ...threads].slice(0, MAX_THREADS))
}

export function forgetThread(id: string): void {
  write(readThreads().filter((thread) => thread.id !== id))
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  window.addEventListener('storage', onChange)
  return () => {
    listeners.delete(onChange)
    window.removeEventListener('storage', onChange)
  }
}

function write(threads: ThreadEntry[]): void {
  localStorage.setItem(KEY, JSON.stringify(threads))
  for (const listener of listeners) listener()
}

function readThreads(): ThreadEntry[] {
  const text = localStorage.getItem(KEY)
  if (text !== snapshot.text) snapshot = { text, threads: parse(text) }
  return snapshot.threads
}

function parse(text: string | null): ThreadEntry[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value.filter(isEntry).sort((a, b) => b.createdAt - a.createdAt) : []
  } catch {
    return []
  }
}

function isEntry(value: unknown): value is ThreadEntry {
  if (typeof value !== 'object' || value === null) return false
  const entry: Partial<Record<keyof ThreadEntry, unknown>> = value
  const texts = [entry.id, entry.agentId, entry.title]
  return texts.every((text) => typeof text === 'string') && typeof entry.createdAt === 'number'
}
