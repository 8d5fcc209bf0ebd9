import { RunnerError } from '../contract/runner-error.ts'
import type { AcceptedRun } from '../contract/runner-requests.ts'
import type { RequestedRun } from './requested-run.ts'

/** A queued run. */
export interface QueueTicket {
  readonly runId: string
  /** Hash of the input of the run. */
  readonly inputHash: string
  /** Resolves with the run when it starts; with undefined if it was dropped from the queue. */
  readonly run: Promise<AcceptedRun | undefined>
}

/** The turn of a queued run. */
export interface Turn {
  /** Whether the run was dropped from the queue. */
  readonly dropped: boolean
  /**
   * Starts the run. If the run is dropped meanwhile and starts all the same, the caller that dropped it stops it, so
   * that it ends once.
   */
  take<T>(start: () => Promise<T>): Promise<T>
}

interface Waiting extends QueueTicket {
  dropped: boolean
  /** Whether `take` is in progress. */
  starting: boolean
  /** Settles when the next run may try to start. */
  readonly passed: Promise<unknown>
  /** Resolves `run` with undefined. */
  cancel(): void
}

/** The queues of waiting runs, one for each thread, first in first out. */
export class ThreadQueues {
  readonly #max: number
  readonly #waiting = new Map<string, Waiting[]>()

  /** Allows `max` waiting runs for each thread. */
  constructor(max: number) {
    this.#max = max
  }

  /** The runs that wait for this thread, in order. */
  waiting(thread: string): readonly QueueTicket[] {
    return this.#waiting.get(thread) ?? []
  }

  /** Whether runs wait for this thread. */
  isWaiting(thread: string): boolean {
    return this.#waiting.has(thread)
  }

  /**
   * Adds a run to a queue. `takeTurn` is called when all runs ahead have started or were dropped. It must check
   * `dropped` after each await.
   *
   * @throws RunnerError `queue_full`
   */
  join(
    thread: string,
    { input: { runId }, inputHash }: RequestedRun,
    takeTurn: (turn: Turn) => Promise<AcceptedRun | undefined>,
  ): QueueTicket {
    const queue = this.#waiting.get(thread) ?? []
    if (queue.length >= this.#max) {
      throw new RunnerError(
        'queue_full',
        `${this.#max} runs are already waiting for this thread (limits.maxQueuedRuns)`,
      )
    }
    const ahead = queue.at(-1)?.passed
    let cancel = (): void => {}
    const cancelled = new Promise<undefined>((resolve) => {
      cancel = () => resolve(undefined)
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
      inputHash,
      dropped: false,
      starting: false,
      cancel,
      run: Promise.race([started, cancelled]),
      passed: started.catch(() => {}),
    }
    queue.push(ticket)
    this.#waiting.set(thread, queue)
    const forget = (): void => this.#forget(thread, ticket)
    ticket.run.then(forget, forget)
    return ticket
  }

  /** Drops one run, or all, from the queue of a thread. Returns whether there was any. */
  drop(thread: string, runId?: string | undefined): boolean {
    const queue = (this.#waiting.get(thread) ?? []).filter(
      (one) => runId === undefined || one.runId === runId,
    )
    for (const ticket of queue) {
      ticket.dropped = true
      if (!ticket.starting) ticket.cancel()
      this.#forget(thread, ticket)
    }
    return queue.length > 0
  }

  /** Settles when no run is waiting. */
  async empty(): Promise<void> {
    while (this.#waiting.size > 0) {
      const runs = [...this.#waiting.values()].flatMap((queue) => queue.map(({ run }) => run))
      await Promise.allSettled(runs)
    }
  }

  /** Drops all runs. */
  dropAll(): void {
    for (const thread of [...this.#waiting.keys()]) this.drop(thread)
  }

  #forget(thread: string, ticket: Waiting): void {
    const queue = (this.#waiting.get(thread) ?? []).filter((one) => one !== ticket)
    if (queue.length > 0) this.#waiting.set(thread, queue)
    else this.#waiting.delete(thread)
  }
}
