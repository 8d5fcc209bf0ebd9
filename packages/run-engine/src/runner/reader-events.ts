import type { EventObserver, SubscribableEvents } from '../agent/agent.ts'
import { observe } from '../agent/event-stream.ts'
import type { EventLike, WireEvent } from '../events/events.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { Awaitable } from '../store/thread-store.ts'

/** Events that can be subscribed to and iterated. `from` of rxjs accepts it. */
export interface ReadableEvents extends SubscribableEvents, AsyncIterable<EventLike> {}

const PULL_BYTES = 65_536

/** The decoded events of a reader. Each subscriber and iterator opens its own reader. */
export function readerEvents(open: () => Awaitable<LogReader>): ReadableEvents {
  const iterable: AsyncIterable<WireEvent> = { [Symbol.asyncIterator]: () => eventsOf(open) }
  return {
    ...iterable,
    subscribe: (observer: EventObserver) => ({ unsubscribe: observe(iterable, observer) }),
  }
}

/** Not a generator, so that `return` ends a pending read. */
function eventsOf(open: () => Awaitable<LogReader>): AsyncIterator<WireEvent> {
  let reader: LogReader | undefined
  let pending: readonly string[] = []
  let taken = 0
  let closed = false
  return {
    async next() {
      while (!closed) {
        const json = pending[taken++]
        if (json !== undefined) return { done: false, value: JSON.parse(json) as WireEvent }
        reader ??= await open()
        const chunk = await reader.next(PULL_BYTES)
        if (chunk === null) break
        pending = chunk.events
        taken = 0
      }
      reader?.close()
      return { done: true, value: undefined }
    },
    async return() {
      closed = true
      reader?.close()
      return { done: true, value: undefined }
    },
  }
}
