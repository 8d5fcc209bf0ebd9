import type { EventObserver, EventSource, SubscribableEvents } from '@flightdeck/run-engine'

/** The source of events that a promise gives, to be subscribed to before it is there. rxjs's `from` takes it. */
export interface EventsLater extends SubscribableEvents {
  /** The operators of rxjs, applied once the source is there. */
  pipe(...operators: readonly unknown[]): EventsLater
}

interface Pipeable extends SubscribableEvents {
  pipe(...operators: readonly unknown[]): Pipeable
}

/** Stands for an Observable that is still being made. */
export function eventsLater(making: Promise<EventSource>): EventsLater {
  const source = making as Promise<Pipeable>
  // Whoever subscribes is told of a failure; nobody else need hear of it.
  source.catch(() => {})
  const later: EventsLater = {
    pipe: (...operators) => eventsLater(source.then((events) => events.pipe(...operators))),
    subscribe(observer: EventObserver) {
      let isLeft = false
      let inner: { unsubscribe(): void } | undefined
      source.then(
        (events) => {
          if (!isLeft) inner = events.subscribe(observer)
        },
        (error: unknown) => {
          if (!isLeft) observer.error(error)
        },
      )
      return {
        unsubscribe() {
          isLeft = true
          inner?.unsubscribe()
        },
      }
    },
  }
  return Object.assign(later, { [observableKey()]: () => later })
}

/** Under what name rxjs and other libraries ask an object for its Observable. */
function observableKey(): string | symbol {
  return (Symbol as { readonly observable?: symbol }).observable ?? '@@observable'
}
