import type { EventObserver, EventSource, SubscribableEvents } from '@flightdeck/run-engine'

/** An event source from a promise, which can be subscribed to before the promise resolves. rxjs's `from` accepts it. */
export interface DeferredEvents extends SubscribableEvents {
  /** Applies rxjs operators when the source is available. */
  pipe(...operators: readonly unknown[]): DeferredEvents
}

interface Pipeable extends SubscribableEvents {
  pipe(...operators: readonly unknown[]): Pipeable
}

/** Wraps a promise of an Observable. */
export function deferredEvents(promise: Promise<EventSource>): DeferredEvents {
  const source = promise as Promise<Pipeable>
  // Subscribers receive the error. Without one it is not an unhandled rejection.
  source.catch(() => {})
  const later: DeferredEvents = {
    pipe: (...operators) => deferredEvents(source.then((events) => events.pipe(...operators))),
    subscribe(observer: EventObserver) {
      let unsubscribed = false
      let inner: { unsubscribe(): void } | undefined
      source.then(
        (events) => {
          if (!unsubscribed) inner = events.subscribe(observer)
        },
        (error: unknown) => {
          if (!unsubscribed) observer.error(error)
        },
      )
      return {
        unsubscribe() {
          unsubscribed = true
          inner?.unsubscribe()
        },
      }
    },
  }
  return Object.assign(later, { [observableKey()]: () => later })
}

/** The key under which rxjs and other libraries look up the Observable of an object. */
function observableKey(): string | symbol {
  return (Symbol as { readonly observable?: symbol }).observable ?? '@@observable'
}
