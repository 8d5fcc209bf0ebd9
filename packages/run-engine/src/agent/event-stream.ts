import type { EventLike } from '../events/events.ts'
import type { EventObserver, EventSource } from './agent.ts'
import { EventSubscriber, type FloodLimits } from './event-subscriber.ts'
import { LoopTurn } from './loop-turn.ts'

/** Options of `observe`. */
export interface ObserveOptions {
  /**
   * Receives the function that ends the subscription before the source is subscribed to, because a source may emit all its
   * events while it is.
   */
  opened?(close: () => void): void
  /** How many events of a source that emits synchronously may wait. @default no limit */
  flood?: FloodLimits | undefined
}

const NO_LIMITS: FloodLimits = {
  maxEvents: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
}

/**
 * Subscribes to a source. Returns a function that ends the subscription; no event is delivered after it.
 *
 * Tests: `drive-agent.test.ts`, `event-stream.test.ts`.
 */
export function observe(
  source: EventSource,
  observer: EventObserver,
  { opened, flood = NO_LIMITS }: ObserveOptions = {},
): () => void {
  if (isSubscribable(source)) {
    const subscriber = new EventSubscriber(observer, flood)
    const close = (): void => subscriber.unsubscribe()
    opened?.(close)
    subscriber.add(source.subscribe(subscriber))
    return close
  }
  const iterator = source[Symbol.asyncIterator]()
  let open = true
  const close = (): void => {
    open = false
    // Not awaited: the generator may be in an await that `return` cannot interrupt.
    Promise.resolve(iterator.return?.()).catch(() => {})
  }
  opened?.(close)
  void pump(iterator, observer, () => open)
  return close
}

async function pump(
  iterator: AsyncIterator<EventLike>,
  observer: EventObserver,
  isOpen: () => boolean,
): Promise<void> {
  try {
    const turn = new LoopTurn()
    while (isOpen()) {
      // A generator that never awaits would block every socket and timer of the process.
      if (turn.isOver()) {
        await new Promise((resolve) => setTimeout(resolve, 0))
        turn.begin()
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
