import { RunnerError } from '../contract/runner-error.ts'
import type { LiveRun } from '../run/live-run.ts'

/** One run that waits for its turn. */
export interface QueueTicket {
  readonly runId: string
  /** The run once it has started; nothing if it was dropped while it waited. */
  readonly run: Promise<LiveRun | undefined>
}

/** The turn of a run that waited. */
export interface Turn {
  /** Whether the run was taken out of the queue. */
  readonly dropped: boolean
  /**
   * Does what may start the run. A run that is dropped meanwhile has not left yet: if it starts, whoever dropped it has
   * to stop it, and only one end is told of it.
   */
  take<T>(start: () => Promise<T>): Promise<T>
}

interface Waiting extends QueueTicket {
  dropped: boolean
  /** Whether it is about to start. */
  starting: boolean
  /** Settles when the one behind may try. */
  readonly passed: Promise<unknown>
  /** Resolves `run` with nothing. */
  leave(): void
}

/** Who waits for which thread, first come, first served. */
export class ThreadQueues {
  readonly #max: number
  readonly #waiting = new Map<string, Waiting[]>()

  /** `max` runs may wait for one thread. */
  constructor(max: number) {
    this.#max = max
  }

  /** Whether anybody waits for this thread. */
  isWaiting(thread: string): boolean {
    return this.#waiting.has(thread)
  }

  /**
   * Joins the queue. `takeTurn` is called when everyone ahead has started or left; it looks at `dropped` whenever it has
   * waited.
   *
   * @throws RunnerError `queue_full`.
   */
  join(thread: string, runId: string, takeTurn: (turn: Turn) => Promise<LiveRun | undefined>): QueueTicket {
    const line = this.#waiting.get(thread) ?? []
    if (line.length >= this.#max) {
      throw new RunnerError('queue_full', `${this.#max} runs already wait for this thread`)
    }
    const ahead = line.at(-1)?.passed
    let leave = (): void => {}
    const left = new Promise<undefined>((resolve) => {
      leave = () => resolve(undefined)
    })
    const started = (async () => {
      await ahead
      return await takeTurn({
        get dropped() {
          return ticket.dropped
        },
        async take(start) {
          ticket.starting = true
          try {
            return await start()
          } finally {
            ticket.starting = false
          }
        },
      })
    })()
    const ticket: Waiting = {
      runId,
      dropped: false,
      starting: false,
      leave,
      run: Promise.race([started, left]),
      passed: started.catch(() => {}),
    }
    line.push(ticket)
    this.#waiting.set(thread, line)
    const forget = (): void => this.#forget(thread, ticket)
    ticket.run.then(forget, forget)
    return ticket
  }

  /** Takes one run, or everyone, out of a thread's queue. Whether there was any. */
  drop(thread: string, runId?: string | undefined): boolean {
    const line = (this.#waiting.get(thread) ?? []).filter((one) => runId === undefined || one.runId === runId)
    for (const ticket of line) {
      ticket.dropped = true
      if (!ticket.starting) ticket.leave()
      this.#forget(thread, ticket)
    }
    return line.length > 0
  }

  /** Empties every queue. */
  dropAll(): void {
    for (const thread of [...this.#waiting.keys()]) this.drop(thread)
  }

  #forget(thread: string, ticket: Waiting): void {
    const line = (this.#waiting.get(thread) ?? []).filter((one) => one !== ticket)
    if (line.length > 0) this.#waiting.set(thread, line)
    else this.#waiting.delete(thread)
  }
}
