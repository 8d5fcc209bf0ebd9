import { randomUUID } from '@copilotkit/react-core/v2'
import { useSyncExternalStore } from 'react'

/** The thread and agent that the page shows, stored in its URL: `#thread=…&agent=…`. */
export interface Address {
  threadId: string
  agentId: string
}

/** The agent of a page that is opened without an address: the guided tour. */
export const TOUR = 'scripted'

/** The address of a new thread. */
export function newAddress(agentId: string): Address {
  return { threadId: randomUUID(), agentId }
}

export function toHash({ threadId, agentId }: Address): string {
  return `#${new URLSearchParams({ thread: threadId, agent: agentId })}`
}

/** Shows another thread, as a new entry in the browser's history. */
export function visit(address: Address): void {
  window.location.hash = toHash(address)
}

/** The current address. A page opened without one shows a new thread. */
export function useAddress(): Address {
  const hash = useSyncExternalStore(subscribe, readHash)
  const parameters = new URLSearchParams(hash.slice(1))
  return { threadId: parameters.get('thread') ?? '', agentId: parameters.get('agent') ?? TOUR }
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

function readHash(): string {
  const parameters = new URLSearchParams(window.location.hash.slice(1))
  if (!parameters.get('thread')) {
    window.history.replaceState(null, '', toHash(newAddress(parameters.get('agent') ?? TOUR)))
  }
  return window.location.hash
}
