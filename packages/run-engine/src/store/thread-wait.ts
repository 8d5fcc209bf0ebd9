import type { ThreadKey } from './thread-record.ts'
import type { ThreadStore } from './thread-store.ts'

/** Milliseconds after which a wait ends by itself, because notifications may be lost. */
const POLL_MS = 1_000

/** A wait for a change of a thread. `end` ends it early. */
export interface ThreadWait {
  readonly changed: Promise<void>
  end(): void
}

/** Waits until the store reports a change of the thread, or until it is time to poll: a second at most. */
export function waitForChange(store: ThreadStore, key: ThreadKey, timeoutMs: number = POLL_MS): ThreadWait {
  let end = (): void => {}
  const changed = new Promise<void>((resolve) => {
    const unwatch = store.watch(key, () => end())
    const timer = setTimeout(() => end(), Math.min(timeoutMs, POLL_MS))
    end = () => {
      unwatch()
      clearTimeout(timer)
      resolve()
    }
  })
  return { changed, end: () => end() }
}
