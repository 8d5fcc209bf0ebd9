import { from, map, mergeMap, Observable, of } from 'rxjs'
import { expect, test } from 'vitest'
import type { EventLike } from '../events/events.ts'
import type { EventObserver } from './agent.ts'
import { type ObserveOptions, observe } from './event-stream.ts'
import { EventFloodError } from './event-subscriber.ts'

const event: EventLike = { type: 'CUSTOM' }

interface Seen {
  events: number
  end?: 'complete' | { error: unknown }
}

/** Observes a source until it ends. */
function observed(source: Observable<EventLike>, options?: ObserveOptions): Promise<Seen> {
  const seen: Seen = { events: 0 }
  return new Promise((resolve) => {
    const end = (how: Seen['end']): void => resolve(Object.assign(seen, { end: how }))
    const observer: EventObserver = {
      next: () => {
        seen.events += 1
      },
      error: (error) => end({ error }),
      complete: () => end('complete'),
    }
    observe(source, observer, options)
  })
}

/** Emits in a loop until it is told that it is closed. */
function endless(onTeardown: () => void = () => {}): Observable<EventLike> {
  return new Observable((subscriber) => {
    while (!subscriber.closed) subscriber.next(event)
    return onTeardown
  })
}

for (const [what, wrap] of [
  ['itself', (source: Observable<EventLike>) => source],
  ['an operator', (source: Observable<EventLike>) => source.pipe(map((one) => one))],
  ['a source within a source', (source: Observable<EventLike>) => of(1).pipe(mergeMap(() => source))],
] as const) {
  test(`a synchronous source sees that it is closed, through ${what}`, () => {
    let events = 0
    let torn = 0
    let close = (): void => {}
    const observer: EventObserver = {
      next: () => {
        events += 1
        if (events === 100) close()
      },
      error: () => {},
      complete: () => {},
    }
    const opened = (end: () => void): void => {
      close = end
    }
    observe(wrap(endless(() => (torn += 1))), observer, { opened })
    expect([events, torn]).toEqual([100, 1])
  })
}

test('a synchronous flood lets the event loop turn, in order, and ends after its events', async () => {
  const values = Array.from({ length: 200_000 }, (_, value) => ({ type: 'CUSTOM', value }))
  const seen: unknown[] = []
  let turns = 0
  const turning = setInterval(() => (turns += 1), 0)
  await new Promise<void>((resolve, reject) => {
    observe(from(values), {
      next: (one) => {
        seen.push((one as { value?: unknown }).value)
        const until = performance.now() + 0.001
        while (performance.now() < until);
      },
      error: reject,
      complete: resolve,
    })
  })
  clearInterval(turning)
  expect(seen).toEqual(values.map(({ value }) => value))
  expect(turns).toBeGreaterThan(1)
})

test.each([
  ['events', { maxEvents: 1_000, maxBytes: Number.POSITIVE_INFINITY }],
  ['text', { maxEvents: Number.POSITIVE_INFINITY, maxBytes: 10_000 }],
])('a flood of more %s than may wait is closed and reported', async (_, flood) => {
  const { end } = await observed(endless(), { flood })
  expect(end).toEqual({ error: expect.any(EventFloodError) })
})

test('a source that throws while it is subscribed to is reported', async () => {
  const cause = new Error('broken')
  const source = new Observable<EventLike>((subscriber) => {
    subscriber.next(event)
    throw cause
  })
  expect(await observed(source)).toEqual({ events: 1, end: { error: cause } })
})

test('a source that was closed emits nothing more, and is torn down once', async () => {
  let torn = 0
  let emit = (): void => {}
  const source = new Observable<EventLike>((subscriber) => {
    emit = () => subscriber.next(event)
    return () => {
      torn += 1
    }
  })
  const seen: EventLike[] = []
  const close = observe(source, { next: (one) => seen.push(one), error: () => {}, complete: () => {} })
  emit()
  close()
  close()
  emit()
  expect([seen.length, torn]).toEqual([1, 1])
})

test.each([
  ['fails', { error: 'the cause' }],
  ['completes', 'complete' as const],
])('a source that is opened later, and unsubscribes from it on closing, %s', async (_name, end) => {
  const inner = new Observable<EventLike>((subscriber) => {
    void Promise.resolve().then(() => {
      subscriber.next(event)
      if (end === 'complete') subscriber.complete()
      else subscriber.error(end.error)
    })
  })
  const deferred = {
    subscribe(observer: EventObserver) {
      let subscription: { unsubscribe(): void } | undefined
      void Promise.resolve().then(() => {
        subscription = inner.subscribe(observer)
      })
      return { unsubscribe: () => subscription?.unsubscribe() }
    },
  }
  expect(await observed(deferred as unknown as Observable<EventLike>)).toEqual({ events: 1, end })
})
