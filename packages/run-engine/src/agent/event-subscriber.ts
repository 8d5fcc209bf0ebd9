// Tests: `event-stream.test.ts`.
import type { EventLike } from '../events/events.ts'
import type { EventObserver } from './agent.ts'
import { LoopTurn } from './loop-turn.ts'

/** What a subscription can be given to call or to unsubscribe when it is closed. */
type Teardown = (() => void) | { unsubscribe(): void } | undefined | null

/** How much of a synchronous flood may wait for its turns of the event loop. */
export interface FloodLimits {
  readonly maxEvents: number
  /** Characters of text. */
  readonly maxBytes: number
}

/** Reported to the observer of a source that emitted more at once than may wait. */
export class EventFloodError extends Error {
  override readonly name: string = 'EventFloodError'
}

/**
 * The subscriber of an Observable. rxjs takes an object with these members as its own `Subscriber`, and shows it to the source
 * while that is still being subscribed to: a source that emits in a loop sees `closed` as soon as it is closed.
 *
 * A source that emits for longer than a few milliseconds without returning cannot be paused. Its further events wait, so that
 * they are handled in turns of the event loop, in which other runs and sockets are served as well.
 */
export class EventSubscriber implements EventObserver {
  readonly #observer: EventObserver
  readonly #limits: FloodLimits
  readonly #teardowns = new Set<Teardown>()
  readonly #turn = new LoopTurn()
  #waiting: EventLike[] = []
  #waitingBytes = 0
  #isWaiting = false
  /** How the source ended, reported after the events that wait. */
  #end: (() => void) | undefined
  /** Whether the observer listens. */
  #isOpen = true
  /** Whether the source is being closed, in which a source that wraps another may unsubscribe from it. */
  #isClosing = false
  closed = false

  constructor(observer: EventObserver, limits: FloodLimits) {
    this.#observer = observer
    this.#limits = limits
  }

  next(event: EventLike): void {
    if (this.closed) return
    if (this.#isWaiting) return this.#enqueue(event)
    this.#observer.next(event)
    if (this.#turn.isOver()) this.#wait()
  }

  error(error: unknown): void {
    this.#finish(() => this.#observer.error(error))
  }

  complete(): void {
    this.#finish(() => this.#observer.complete())
  }

  /** Part of the interface of rxjs. */
  add(teardown: Teardown): void {
    if (teardown === undefined || teardown === null || teardown === this) return
    if (this.closed) return tearDown(teardown)
    this.#teardowns.add(teardown)
    // A subscription of rxjs removes itself from its parents when it ends.
    ;(teardown as { _addParent?(parent: unknown): void })._addParent?.(this)
  }

  /** Part of the interface of rxjs. */
  remove(teardown: Teardown): void {
    this.#teardowns.delete(teardown)
  }

  /** Closes the source. The observer hears nothing more. */
  unsubscribe(): void {
    if (this.#isClosing) return
    this.#isOpen = false
    this.#waiting = []
    this.#close()
  }

  #close(): void {
    if (this.closed) return
    this.closed = true
    this.#isClosing = true
    try {
      for (const teardown of this.#teardowns) tearDown(teardown)
    } finally {
      this.#isClosing = false
      this.#teardowns.clear()
    }
  }

  #finish(report: () => void): void {
    if (this.closed) return
    this.#end = report
    this.#close()
    if (!this.#isWaiting) this.#report()
  }

  #report(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#end?.()
  }

  #enqueue(event: EventLike): void {
    this.#waiting.push(event)
    this.#waitingBytes += textIn(event)
    const { maxEvents, maxBytes } = this.#limits
    if (this.#waiting.length >= maxEvents || this.#waitingBytes > maxBytes) {
      this.error(new EventFloodError('The agent emitted more events at once than a run may have'))
    }
  }

  #wait(): void {
    this.#isWaiting = true
    setTimeout(() => this.#drain(), 0)
  }

  #drain(): void {
    const events = this.#waiting
    this.#waiting = []
    this.#waitingBytes = 0
    let index = 0
    this.#turn.begin()
    while (this.#isOpen && index < events.length) {
      this.#observer.next(events[index++] as EventLike)
      if (this.#turn.isOver()) break
    }
    if (!this.#isOpen) return
    const rest = index < events.length ? events.slice(index) : []
    // What the observer caused the source to emit meanwhile comes after the rest.
    this.#waiting = rest.length === 0 ? this.#waiting : rest.concat(this.#waiting)
    if (this.#waiting.length > 0) return this.#wait()
    this.#isWaiting = false
    if (this.closed) this.#report()
  }
}

/** Characters of the members that are texts. An estimate that costs little. */
function textIn(event: EventLike): number {
  let size = 0
  for (const value of Object.values(event)) if (typeof value === 'string') size += value.length
  return size
}

function tearDown(teardown: Exclude<Teardown, undefined | null> | Teardown): void {
  if (typeof teardown === 'function') teardown()
  else teardown?.unsubscribe()
}
