import { randomUUID } from '@copilotkit/react-core/v2'
import { useSyncExternalStore } from 'react'

/** The URL hash of a thread. */
export function toHash(threadId: string): string {
  return `#${new URLSearchParams({ thread: threadId })}`
}

/** Shows a thread, as a new entry in the browser's history. */
export function visit(threadId: string): void {
  window.location.hash = toHash(threadId)
}

/** Shows a new thread. */
export function visitNew(): void {
  visit(randomUUID())
}

/** The thread of the current URL. A page opened without one shows a new thread. */
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
