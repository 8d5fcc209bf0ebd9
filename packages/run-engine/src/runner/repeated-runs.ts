// Tests: `runnerConformance` of `@flightdeck/testkit`.
import { hasResumeCommand } from '../agent/tool-results.ts'
import type { EngineContext } from '../contract/engine-context.ts'
import { type RunSummary, toIdentity } from '../contract/run-observer.ts'
import { RunnerError } from '../contract/runner-error.ts'
import type { AcceptedRun } from '../contract/runner-requests.ts'
import { endedCatchUpOf } from '../log/catch-up.ts'
import { type EndedRun, findEndedRun } from '../log/ended-run.ts'
import { deferredReader, type LogReader, readOnce } from '../log/log-reader.ts'
import type { RunCursor } from '../log/run-cursor.ts'
import type { RemoteRuns } from '../recovery/remote-runs.ts'
import { sameRun } from '../run/claim-thread.ts'
import { LiveReader } from '../run/live-reader.ts'
import type { LiveRunTable } from '../run/live-run-table.ts'
import { knownRun } from '../store/claim-rules.ts'
import { keyText, type RunRecord, type ThreadKey, type ThreadView } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import { queuedRun } from './queued-run.ts'
import { agentIdOf, type RequestedRun } from './requested-run.ts'
import type { ThreadQueues } from './thread-queue.ts'

/** Runs of a thread that a request is compared with before it is queued. */
const MAX_RUNS = 200

/** Options of `RepeatedRuns`. */
export interface RepeatedRunsOptions {
  context: EngineContext
  live: LiveRunTable
  remote: RemoteRuns
  queues: ThreadQueues
  /** Counts a reader of a thread. Returns a function that stops counting it. */
  admit(key: ThreadKey): () => void
  /** Reads a thread from the store after a cursor. */
  readStored(key: ThreadKey, cursor: RunCursor): Promise<LogReader>
}

/**
 * Runs that are requested again: by the same resume answers, or by the same run id. Such a request follows the first run, or
 * gets its result. It runs no agent and calls no observer.
 */
export class RepeatedRuns {
  readonly #options: RepeatedRunsOptions

  constructor(options: RepeatedRunsOptions) {
    this.#options = options
  }

  /**
   * The run that the request repeats, if that is waiting, running or has ended on the thread. For a request that is going to
   * wait: a claim finds out by itself.
   *
   * @throws RunnerError `run_id_conflict`
   */
  async find(key: ThreadKey, request: RequestedRun): Promise<AcceptedRun | undefined> {
    const { queues, context } = this.#options
    const { input, inputHash } = request
    const { runId } = input
    const agentId = agentIdOf(request)
    const isCommand = hasResumeCommand(input)
    const waiting = queues.waiting(keyText(key)).filter((ticket) => ticket.runId === runId)
    const same = waiting.find((ticket) => ticket.inputHash === inputHash)
    if (same !== undefined) {
      const run = queuedRun(same, toIdentity(key, runId, agentId), { observers: [] })
      return { ...run, repeated: true }
    }
    if (waiting[0] !== undefined && !isCommand) sameRun(waiting[0], inputHash)
    const runs = await context.store.runs({ key, limit: MAX_RUNS })
    const known = knownRun(
      { runId, inputHash, ...(isCommand && { waives: 'all' }) },
      {
        running: () => runs.find(({ status }) => status === 'running'),
        ended: () => runs.filter((run) => run.status !== 'running' && run.runId === runId),
      },
    )
    return known && (await this.startedAt(key, sameRun(known, inputHash).base))
  }

  /** The run that started at this position of the log. */
  async startedAt(key: ThreadKey, base: number): Promise<AcceptedRun> {
    const { live, remote, context, admit, readStored } = this.#options
    const local = live.get(key)
    if (local?.log.base === base && !local.over) {
      const { identity, ended, log } = local
      const reader = (): LogReader => new LiveReader(local, log.base, admit(key))
      return { threadId: identity.threadId, runId: identity.runId, ended, reader, repeated: true }
    }
    if (local?.log.base === base) await local.freeing()
    const thread = await remote.settled(key, () => context.store.get(key))
    const running = thread?.running?.base === base ? thread.running : undefined
    if (thread !== undefined && running !== undefined) {
      const start: RunCursor = { generation: thread.generation, base, position: base }
      const follow = (): Promise<LogReader> => readStored(key, start)
      return toAccepted(thread, running, {
        reader: () => deferredReader(follow),
        ended: this.#summaryOnceEnded(thread, running),
      })
    }
    const ended = thread && (await endedRunAt(context.store, thread, base))
    if (thread === undefined || ended === undefined) {
      throw new RunnerError(
        'interrupt_answered',
        'The interrupt was already answered, and the record of that run was deleted',
      )
    }
    return toAccepted(thread, ended.run, {
      reader: () => readOnce([endedCatchUpOf(thread, ended)]),
      ended: Promise.resolve(toSummary(thread, ended.run)),
    })
  }

  async #summaryOnceEnded(thread: ThreadView, run: RunRecord): Promise<RunSummary> {
    try {
      return toSummary(thread, (await this.#options.remote.ending(thread.key, run)) ?? run)
    } catch {
      // If the store fails, the result is unknown.
      return toSummary(thread, run)
    }
  }
}

/** The run that started at this position, or the last one if its record was deleted. */
async function endedRunAt(
  store: ThreadStore,
  thread: ThreadView,
  base: number,
): Promise<EndedRun | undefined> {
  const { last, running, head } = thread
  const found = await findEndedRun(store, thread, base, Number.POSITIVE_INFINITY)
  return found ?? (last && { run: last, end: running?.base ?? head })
}

function toAccepted(
  { key }: ThreadView,
  { runId }: RunRecord,
  source: Pick<AcceptedRun, 'reader' | 'ended'>,
): AcceptedRun {
  return { threadId: key.threadId, runId, ...source, repeated: true }
}

function toSummary({ key }: ThreadView, run: RunRecord): RunSummary {
  const { runId, agentId, startedAt, endedAt = Date.now(), status } = run
  return {
    ...toIdentity(key, runId, agentId),
    status: status === 'running' ? 'interrupted' : status,
    startedAt,
    endedAt,
    events: 0,
    repairs: {},
    messages: [],
  }
}
