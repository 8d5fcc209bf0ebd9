import { randomUUID } from '@copilotkit/react-core/v2'
import { useSyncExternalStore } from 'react'

/** What the address of the page says for a thread. */
export function toHash(threadId: string): string {
  return `#${new URLSearchParams({ thread: threadId })}`
}

/** Shows a thread, as an entry of its own in the browser's history. */
export function visit(threadId: string): void {
  window.location.hash = toHash(threadId)
}

/** Shows a thread that nobody has written to. */
export function visitNew(): void {
  visit(randomUUID())
}

/** The thread of the current address. A page that was opened without one gets a new thread. */
export function useThreadId(): string {
  const hash = useSyncExternalStore(subscribe, readHash)
  return threadIdIn(hash) ?? ''
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

function readHash(): string {
  if (!threadIdIn(window.location.hash)) window.history.replaceState(null, '', toHash(randomUUID()))
  return window.location.hash
}

function threadIdIn(hash: string): string | null {
  return new URLSearchParams(hash.slice(1)).get('thread')
}
