import {
  type RunIdentity,
  type RunObserver,
  type RunSummary,
  tellObservers,
} from '../contract/run-observer.ts'
import type { AcceptedRun } from '../contract/runner-requests.ts'
import { PROTOCOL_VERSION } from '../events/events.ts'
import { type LogChunk, type LogReader, readOnce } from '../log/log-reader.ts'
import { unstoredChunk } from '../log/unstored-chunk.ts'
import type { QueueTicket } from './thread-queue.ts'

/** Options of a queued run. */
export interface QueuedRunOptions {
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
  return { threadId, runId, ended, reader: () => new QueuedReader(ticket, identity) }
}

/**
 * Reads a queued run. It opens its reader when the run starts, even if nothing was read yet: an ended run that is held by an
 * unread response then counts towards `maxHeldBytes`. It does not hold the ticket, which holds the run.
 */
class QueuedReader implements LogReader {
  #reader: LogReader | undefined
  #isClosed = false
  #onReady = (): void => {}
  readonly #ready = new Promise<void>((resolve) => {
    this.#onReady = resolve
  })

  constructor(ticket: QueueTicket, identity: RunIdentity) {
    const unstarted = (reason: 'dropped' | 'failed'): LogReader =>
      readOnce([unstartedChunk(identity, reason)])
    ticket.run.then(
      (run) => this.#open(() => (run === undefined ? unstarted('dropped') : run.reader())),
      () => this.#open(() => unstarted('failed')),
    )
  }

  async next(maxBytes: number): Promise<LogChunk | null> {
    await this.#ready
    return (await this.#reader?.next(maxBytes)) ?? null
  }

  close(): void {
    this.#isClosed = true
    this.#reader?.close()
    this.#onReady()
  }

  #open(open: () => LogReader): void {
    if (!this.#isClosed) this.#reader = open()
    this.#onReady()
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
