import { useSyncExternalStore } from 'react'

/** An error of a thread, as a text for the visitor. */
export interface Notice {
  threadId: string
  text: string
}

let current: Notice | undefined
const listeners = new Set<() => void>()

export function setNotice(notice: Notice | undefined): void {
  current = notice
  for (const listener of listeners) listener()
}

/** The last error of this thread. */
export function useNotice(threadId: string): Notice | undefined {
  const notice = useSyncExternalStore(subscribe, () => current)
  return notice?.threadId === threadId ? notice : undefined
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  return () => listeners.delete(onChange)
}
