import {
  type RunIdentity,
  type RunObserver,
  type RunSummary,
  tellObservers,
} from '../contract/run-observer.ts'
import type { AcceptedRun } from '../contract/runner-requests.ts'
import { PROTOCOL_VERSION } from '../events/events.ts'
import type { LogChunk, LogReader } from '../log/log-reader.ts'
import { unstoredChunk } from '../log/unstored-chunk.ts'
import type { LiveRun } from '../run/live-run.ts'
import type { QueueTicket } from './thread-queue.ts'

/** Options of a queued run. */
export interface QueuedRunOptions {
  /** Reads the run once it has started. */
  read(run: LiveRun): LogReader
  observers: readonly RunObserver[]
}

/** An accepted run that waits in a queue. A run that never starts ends exactly once as well. */
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
  #ended = false
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
    if (this.#ended) return null
    const started = await Promise.race([
      this.#ticket.run.catch((cause: unknown) => ({ cause })),
      this.#closed,
    ])
    if (started === null) return null
    if (started !== undefined && !('cause' in started)) {
      this.#reader = this.#options.read(started)
      return await this.#reader.next(maxBytes)
    }
    this.#ended = true
    return unstartedChunk(this.#identity, started === undefined ? 'dropped' : 'failed')
  }

  close(): void {
    this.#close()
    this.#reader?.close()
  }
}

/** The events of a run that never started. */
function unstartedChunk({ threadId, runId }: RunIdentity, reason: 'dropped' | 'failed'): LogChunk {
  return unstoredChunk([
    { type: 'RUN_STARTED', threadId, runId, protocolVersion: PROTOCOL_VERSION },
    reason === 'dropped'
      ? { type: 'RUN_FINISHED', threadId, runId, outcome: { type: 'cancelled' } }
      : { type: 'RUN_ERROR', message: 'The run could not be started', code: 'run_failed' },
  ])
}
