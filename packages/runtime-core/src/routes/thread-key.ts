import type { ThreadKey } from '@flightdeck/run-engine'

/** The key of a thread; without an owner where users are not identified. */
export function threadKey(owner: string | undefined, threadId: string): ThreadKey {
  return owner === undefined ? { threadId } : { threadId, owner }
}
