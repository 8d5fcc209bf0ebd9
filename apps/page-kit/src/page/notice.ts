import { useSyncExternalStore } from 'react'

/** Something that went wrong in a thread, in words for the visitor. */
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

/** What went wrong last in this thread. */
export function useNotice(threadId: string): Notice | undefined {
  const notice = useSyncExternalStore(subscribe, () => current)
  return notice?.threadId === threadId ? notice : undefined
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  return () => listeners.delete(onChange)
}
