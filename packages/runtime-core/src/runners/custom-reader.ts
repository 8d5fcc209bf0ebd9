import {
  EventGuard,
  type EventSource,
  type LogChunk,
  type LogReader,
  type WireEvent,
} from '@flightdeck/run-engine'
import { type EncodedEvent, encodedEvent, observe, splitEncoded } from '@flightdeck/run-engine/internal'

/**
 * Reads the events of a custom runner's `connect`: one or more runs, each made legal by a guard. Only the last run may
 * end with RUN_ERROR: many clients ignore everything after a RUN_ERROR and would show an empty thread.
 */
export class CustomReader implements LogReader {
  readonly #threadId: string
  readonly #unlisten: () => void
  #waiting: EncodedEvent[] = []
  #guard: EventGuard | undefined
  #runId = ''
  #failure: WireEvent | undefined
  #over = false
  #error: { cause: unknown } | undefined
  #wake = (): void => {}

  constructor(source: EventSource, threadId: string) {
    this.#threadId = threadId
    this.#unlisten = observe(source, {
      next: (event) => this.#take(event),
      error: (cause) => this.#end({ cause }),
      complete: () => this.#end(undefined),
    })
  }

  async next(): Promise<LogChunk | null> {
    while (this.#waiting.length === 0 && !this.#over) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const taken = this.#waiting
    if (taken.length === 0) return null
    this.#waiting = []
    return { log: 'custom', through: 0, ...splitEncoded(taken) }
  }

  close(): void {
    this.#over = true
    this.#unlisten()
    this.#wake()
  }

  #take(event: { type: string; runId?: unknown }): void {
    if (this.#guard === undefined || (this.#guard.ended && event.type === 'RUN_STARTED')) {
      this.#tellFailure(true)
      this.#runId = typeof event.runId === 'string' ? event.runId : this.#runId
      this.#guard = new EventGuard({
        threadId: this.#threadId,
        runId: this.#runId,
        emit: (legal) => this.#emit(legal),
      })
    }
    this.#guard.push(event)
    this.#wake()
  }

  #emit(event: WireEvent): void {
    if (event.type === 'RUN_ERROR') this.#failure = event
    else this.#waiting.push(encodedEvent(event))
  }

  #tellFailure(isFollowed: boolean): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure === undefined) return
    const told: WireEvent = isFollowed
      ? { type: 'RUN_FINISHED', threadId: this.#threadId, runId: this.#runId }
      : failure
    this.#waiting.push(encodedEvent(told))
  }

  #end(error: { cause: unknown } | undefined): void {
    this.#error = error
    if (this.#error)
      this.#guard?.finish({ kind: 'failed', message: 'Reading the thread failed', code: 'run_failed' })
    else if (this.#guard && !this.#guard.ended) this.#guard.finish({ kind: 'completed' })
    this.#tellFailure(false)
    this.#over = true
    this.#wake()
  }
}
