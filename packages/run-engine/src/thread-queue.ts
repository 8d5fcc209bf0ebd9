import type { LiveRun } from './live-run.ts'
import { RunnerError } from './runner-error.ts'

/** One run that waits for its turn. */
export interface QueueTicket {
  readonly runId: string
  /** The run once it has started; nothing if it was dropped while it waited. */
  readonly run: Promise<LiveRun | undefined>
}

interface Waiting extends QueueTicket {
  dropped: boolean
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
   * Joins the queue. `takeTurn` is called when everyone ahead has started or left; it looks at `isDropped` whenever
   * it has waited.
   *
   * @throws RunnerError `queue_full`.
   */
  join(
    thread: string,
    runId: string,
    takeTurn: (isDropped: () => boolean) => Promise<LiveRun | undefined>,
  ): QueueTicket {
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
      return await takeTurn(() => ticket.dropped)
    })()
    const ticket: Waiting = {
      runId,
      dropped: false,
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
      ticket.leave()
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
