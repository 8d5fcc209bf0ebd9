import {
  type RunIdentity,
  type RunObserver,
  type RunSummary,
  tellObservers,
} from '../contract/run-observer.ts'
import type { AcceptedRun } from '../contract/runner-requests.ts'
import { encodeEvent } from '../events/encode-event.ts'
import { PROTOCOL_VERSION, type WireEvent } from '../events/events.ts'
import type { LogChunk, LogReader } from '../log/log-reader.ts'
import type { LiveRun } from '../run/live-run.ts'
import type { QueueTicket } from './thread-queue.ts'

/** How a queued run is read and who is told of it. */
export interface QueuedRunOptions {
  read(run: LiveRun): LogReader
  observers: readonly RunObserver[]
}

/** A run that was accepted and waits for its turn. If it never gets one it ends all the same, visibly and once. */
export function queuedRun(
  ticket: QueueTicket,
  identity: RunIdentity,
  options: QueuedRunOptions,
): AcceptedRun {
  const { threadId, runId } = identity
  const queuedAt = Date.now()
  const ended = ticket.run.then(
    (run) => run?.ended ?? unstarted('cancelled'),
    (cause) => unstarted('failed', cause),
  )
  function unstarted(status: 'cancelled' | 'failed', cause?: unknown): RunSummary {
    const summary: RunSummary = {
      ...identity,
      status,
      startedAt: queuedAt,
      endedAt: Date.now(),
      events: 0,
      repairs: {},
      messages: [],
      ...(cause !== undefined && { cause }),
    }
    tellObservers(options.observers, (observer) => observer.onRunEnd?.(summary))
    return summary
  }
  return { threadId, runId, ended, reader: () => new QueuedReader(ticket, identity, options) }
}

class QueuedReader implements LogReader {
  readonly #ticket: QueueTicket
  readonly #identity: RunIdentity
  readonly #options: QueuedRunOptions
  #reader: LogReader | undefined
  #told = false
  #close = (): void => {}
  readonly #closed: Promise<null>

  constructor(ticket: QueueTicket, identity: RunIdentity, options: QueuedRunOptions) {
    this.#ticket = ticket
    this.#identity = identity
    this.#options = options
    this.#closed = new Promise((resolve) => {
      this.#close = () => resolve(null)
    })
  }

  async next(maxBytes: number): Promise<LogChunk | null> {
    if (this.#reader) return await this.#reader.next(maxBytes)
    if (this.#told) return null
    const { threadId, runId } = this.#identity
    const started = await Promise.race([
      this.#ticket.run.catch((cause: unknown) => ({ cause })),
      this.#closed,
    ])
    if (started === null) return null
    if (started !== undefined && !('cause' in started)) {
      this.#reader = this.#options.read(started)
      return await this.#reader.next(maxBytes)
    }
    this.#told = true
    const start: WireEvent = { type: 'RUN_STARTED', threadId, runId, protocolVersion: PROTOCOL_VERSION }
    const ending: WireEvent =
      started === undefined
        ? { type: 'RUN_FINISHED', threadId, runId, outcome: { type: 'cancelled' } }
        : { type: 'RUN_ERROR', message: 'The run could not be started', code: 'run_failed' }
    return { generation: 'unstarted', events: [start, ending].map(encodeEvent), through: 0, marked: [1] }
  }

  close(): void {
    this.#close()
    this.#reader?.close()
  }
}
