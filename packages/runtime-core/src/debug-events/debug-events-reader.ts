// Tests: `debug-events.test.ts`.
import { sseFrame } from '@flightdeck/protocol'
import type { Awaitable } from '@flightdeck/run-engine'
import { Frames } from '../sse/sse-frames.ts'
import type { ChunkReader } from '../sse/sse-source.ts'

/** The first frame of every stream. */
const CONNECTED = ': connected\n\n'

/** Characters that wait for a reader. One event may be longer. */
const MAX_WAITING = 1_048_576

/** Reads the events of one user's runs. A reader that is too slow loses events: the runs do not wait for it. */
export class DebugEventsReader implements ChunkReader<Frames> {
  readonly #onClose: () => void
  #waiting = CONNECTED
  #lost = 0
  #closed = false
  #resolve: ((frames: Frames | null) => void) | undefined

  constructor(onClose: () => void) {
    this.#onClose = onClose
  }

  /** Adds an event, or drops it if too much is waiting. */
  push(json: string): void {
    if (this.#closed) return
    const isFull = this.#waiting.length + json.length > MAX_WAITING
    // After a loss, events are dropped until the client has read what waits, so that the gap has one place.
    if (this.#waiting !== '' && (isFull || this.#lost > 0)) this.#lost += 1
    else this.#waiting += sseFrame(json)
    this.#resolve?.(this.#take())
    this.#resolve = undefined
  }

  next(): Awaitable<Frames | null> {
    if (this.#closed) return null
    if (this.#waiting !== '') return this.#take()
    return new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#waiting = ''
    this.#resolve?.(null)
    this.#onClose()
  }

  #take(): Frames {
    const gap = this.#lost === 0 ? '' : `: ${this.#lost} events dropped\n\n`
    const frames = new Frames(this.#waiting + gap)
    this.#waiting = ''
    this.#lost = 0
    return frames
  }
}
