import type { EventLike } from '../events/events.ts'
import type { EventObserver, EventSource } from './agent.ts'

/**
 * Subscribes to a source. Returns a function that ends the subscription; no event is delivered after it.
 *
 * Tests: `drive-agent.test.ts`.
 */
export function observe(source: EventSource, observer: EventObserver): () => void {
  if (isSubscribable(source)) {
    let open = true
    const close = (report: () => void): void => {
      if (!open) return
      open = false
      report()
    }
    const subscription = source.subscribe({
      next: (event) => {
        if (open) observer.next(event)
      },
      error: (error) => close(() => observer.error(error)),
      complete: () => close(() => observer.complete()),
    })
    return () => {
      open = false
      subscription.unsubscribe()
    }
  }
  const iterator = source[Symbol.asyncIterator]()
  let open = true
  void pump(iterator, observer, () => open)
  return () => {
    open = false
    // Not awaited: the generator may be in an await that `return` cannot interrupt.
    Promise.resolve(iterator.return?.()).catch(() => {})
  }
}

/** Milliseconds for which one generator may block the event loop. */
const TURN_MS = 5

/** Events between two checks of the clock. */
const EVENTS_PER_LOOK = 64

async function pump(
  iterator: AsyncIterator<EventLike>,
  observer: EventObserver,
  isOpen: () => boolean,
): Promise<void> {
  try {
    let turnBegan = performance.now()
    for (let count = 1; isOpen(); count += 1) {
      // A generator that never awaits would block every socket and timer of the process.
      if (count % EVENTS_PER_LOOK === 0 && performance.now() - turnBegan > TURN_MS) {
        await new Promise((resolve) => setTimeout(resolve, 0))
        turnBegan = performance.now()
      }
      const step = await iterator.next()
      if (!isOpen()) return
      if (step.done) {
        observer.complete()
        return
      }
      observer.next(step.value)
    }
  } catch (error) {
    if (isOpen()) observer.error(error)
  }
}

function isSubscribable(source: EventSource): source is Exclude<EventSource, AsyncIterable<EventLike>> {
  return typeof (source as { subscribe?: unknown }).subscribe === 'function'
}

/** Whether a value is a source of events. */
export function isEventSource(value: unknown): value is EventSource {
  if (typeof value !== 'object' || value === null) return false
  const source = value as { subscribe?: unknown; [Symbol.asyncIterator]?: unknown }
  return typeof source.subscribe === 'function' || typeof source[Symbol.asyncIterator] === 'function'
}
