// Tests: `drive-agent.test.ts`.

/** Milliseconds for which one source of events may block the event loop. */
const TURN_MS = 5

/** Events between two looks at the clock. */
const EVENTS_PER_LOOK = 64

/** A turn of the event loop in which a source emits. */
export class LoopTurn {
  #count = 0
  #began = performance.now()

  /** Counts an event. Returns whether the turn has lasted too long, so that the source should wait for the next one. */
  isOver(): boolean {
    this.#count += 1
    return this.#count % EVENTS_PER_LOOK === 0 && performance.now() - this.#began > TURN_MS
  }

  /** Begins the next turn. */
  begin(): void {
    this.#began = performance.now()
  }
}
