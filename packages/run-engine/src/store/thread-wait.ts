import type { ThreadKey } from './thread-record.ts'
import type { ThreadStore } from './thread-store.ts'

/** Milliseconds after which whoever waits looks again by itself: notifications may be lost. */
const LOOK_AGAIN_MS = 1_000

/** A wait for something to change about a thread, which the waiter can end. */
export interface ThreadWait {
  readonly changed: Promise<void>
  end(): void
}

/** Waits until the store says that a thread changed, or it is time to look again. */
export function waitForChange(store: ThreadStore, key: ThreadKey): ThreadWait {
  let end = (): void => {}
  const changed = new Promise<void>((resolve) => {
    const unwatch = store.watch(key, () => end())
    const timer = setTimeout(() => end(), LOOK_AGAIN_MS)
    end = () => {
      unwatch()
      clearTimeout(timer)
      resolve()
    }
  })
  return { changed, end: () => end() }
}
