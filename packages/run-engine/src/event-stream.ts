import type { EventObserver, EventSource } from './agent.ts'
import type { EventLike } from './events.ts'

/** Listens to a source of either kind. The returned function ends the listening; nothing is reported after it. */
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
    // The generator may be parked in an await that `return` cannot interrupt, so nobody waits for it.
    Promise.resolve(iterator.return?.()).catch(() => {})
  }
}

async function pump(
  iterator: AsyncIterator<EventLike>,
  observer: EventObserver,
  isOpen: () => boolean,
): Promise<void> {
  try {
    while (isOpen()) {
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

/** Whether a value can be listened to. */
export function isEventSource(value: unknown): value is EventSource {
  if (typeof value !== 'object' || value === null) return false
  const source = value as { subscribe?: unknown; [Symbol.asyncIterator]?: unknown }
  return typeof source.subscribe === 'function' || typeof source[Symbol.asyncIterator] === 'function'
}
