import type { EventSource } from '../agent/agent.ts'
import {
  AgentRunner,
  type AgentRunnerConnectRequest,
  type AgentRunnerIsRunningRequest,
  type AgentRunnerRunRequest,
  type AgentRunnerStopRequest,
} from '../contract/agent-runner.ts'
import { createEngineContext, type EngineContext } from '../contract/engine-context.ts'
import { toIdentity } from '../contract/run-observer.ts'
import { RunnerError } from '../contract/runner-error.ts'
import type {
  AcceptedRun,
  CloseOptions,
  FollowRequest,
  StartRequest,
  ThreadRunnerOptions,
} from '../contract/runner-requests.ts'
import { endedCatchUpOf } from '../log/catch-up.ts'
import { findEndedRun } from '../log/ended-run.ts'
import { type LogReader, readOnce } from '../log/log-reader.ts'
import { resumptionOf } from '../log/resume.ts'
import { type RunCursor, readRunCursor } from '../log/run-cursor.ts'
import { WaitingReader } from '../log/waiting-reader.ts'
import { Maintenance } from '../recovery/maintenance.ts'
import { RemoteRuns } from '../recovery/remote-runs.ts'
import { LiveReader } from '../run/live-reader.ts'
import type { LiveRun } from '../run/live-run.ts'
import { LiveRunTable } from '../run/live-run-table.ts'
import { isEarlier, isSameLog } from '../store/generation.ts'
import { keyText, type RunRecord, type ThreadKey } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import { waitForChange } from '../store/thread-wait.ts'
import { Threads } from '../threads/threads.ts'
import { within } from '../time/timers.ts'
import { Arrivals } from './arrivals.ts'
import { LiveRuns } from './live-runs.ts'
import { queuedRun } from './queued-run.ts'
import { ReaderCount } from './reader-count.ts'
import { readerEvents } from './reader-events.ts'
import { RepeatedRuns } from './repeated-runs.ts'
import { agentIdOf, type RequestedRun, toRequestedRun } from './requested-run.ts'
import { ThreadQueues } from './thread-queue.ts'

/** Milliseconds that a sweep and recoveries have to finish when the runner closes. */
const LAST_SWEEP_MS = 5_000

/**
 * The engine over a `ThreadStore`: starts, follows and stops runs. To write a runner, extend it and pass a store.
 *
 * Tests: `runnerConformance` of `@flightdeck/testkit`.
 */
export class ThreadRunner extends AgentRunner {
  override readonly knowsOwners: boolean = true
  /** The threads in the store: lists, names, contents, deletion, export. */
  readonly threads: Threads
  readonly #context: EngineContext
  readonly #live: LiveRunTable
  readonly #runs: LiveRuns
  readonly #queues: ThreadQueues
  readonly #readers: ReaderCount
  /** The readers that wait for a run, by owner. */
  readonly #waiters: ReaderCount
  readonly #waiting = new Set<WaitingReader>()
  readonly #maintenance: Maintenance
  readonly #remote: RemoteRuns
  readonly #repeated: RepeatedRuns
  readonly #arrivals = new Arrivals()

  /**
   * @throws RangeError for a limit or a duration that is not a positive number
   */
  constructor(store: ThreadStore, options: ThreadRunnerOptions = {}) {
    super()
    const context = createEngineContext(store, options)
    this.#context = context
    this.#queues = new ThreadQueues(context.limits.maxQueuedRuns)
    const { maxReadersPerThread, maxWaitingReaders } = context.limits
    this.#readers = new ReaderCount(
      maxReadersPerThread,
      ({ threadId }) =>
        `Thread '${threadId}' already has ${maxReadersPerThread} readers (limits.maxReadersPerThread)`,
    )
    this.#waiters = new ReaderCount(
      maxWaitingReaders,
      () => `${maxWaitingReaders} readers already wait for a run (limits.maxWaitingReaders)`,
    )
    this.#live = new LiveRunTable()
    this.#maintenance = new Maintenance(context, this.#live)
    this.#runs = new LiveRuns(context, this.#live, this.#maintenance)
    this.#remote = new RemoteRuns(context, this.#maintenance)
    this.#repeated = new RepeatedRuns({
      context,
      live: this.#live,
      remote: this.#remote,
      queues: this.#queues,
      admit: (key) => this.#readers.admit(key),
      readStored: async (key, cursor) =>
        (await this.#readStored(key, cursor, () => this.#readers.admit(key))) ?? readOnce([]),
    })
    this.threads = new Threads({
      store,
      limits: context.limits,
      live: this.#live,
      maintenance: this.#maintenance,
      remote: this.#remote,
      runner: this,
    })
  }

  /**
   * Accepts or refuses a run. Under the policy `queue`, a run is accepted at once and starts in its turn. A run with the
   * `runId` of an earlier run of the thread and the same input, or whose `resume` gives the same answers as an earlier run,
   * is not started again: it returns the events and the result of the earlier run.
   *
   * @throws RunnerError `thread_busy`, `queue_full`, `interrupts_open`, `interrupt_answered`, `interrupt_expired`,
   * `run_id_conflict` or `runtime_closing`
   */
  async start(given: StartRequest): Promise<AcceptedRun> {
    this.#runs.refuseWhenClosing()
    this.#maintenance.start()
    const request = toRequestedRun(given)
    const key = toKey(request)
    const policy = request.onConcurrentRun ?? this.#context.options.onConcurrentRun
    const hasAnswers = (request.input.resume?.length ?? 0) > 0
    if (policy === 'queue') {
      // Whether a thread is free is known after a call of the store, which others may overtake.
      return await this.#arrivals.next(keyText(key), async () => {
        if (!hasAnswers && this.#isTaken(key)) return await this.#queue(key, request)
        return (await this.#startIfFree(key, request)).run ?? (await this.#queue(key, request))
      })
    }
    for (;;) {
      const { run, running } = await this.#startIfFree(key, request)
      if (run !== undefined) return run
      if (policy === 'reject') throw busy(key, running)
      await this.#replace(key, running.runId)
    }
  }

  /**
   * Follows a thread: its history, then the events of the running run. A thread that does not exist reads as empty. With
   * `wait`, a reader for which there is nothing new waits for the next run.
   *
   * @throws RunnerError `too_many_readers`
   */
  async follow(request: FollowRequest): Promise<LogReader> {
    this.#maintenance.start()
    const key = toKey(request)
    await this.#runs.claimed(key)
    const cursor = request.cursor === undefined ? undefined : readRunCursor(request.cursor)
    const live = this.#live.get(key)
    const resumed = live && resumeLive(live, cursor)
    if (live && resumed) return new LiveReader(live, resumed.after, this.#readers.admit(key))
    const stored = await this.#readStored(key, cursor, () => this.#readers.admit(key))
    return stored ?? (request.wait === true ? this.#waitFor(key, cursor) : readOnce([]))
  }

  /** Starts a run. Returns its events, to iterate or to subscribe to. A refusal is the error of the events. */
  run(request: AgentRunnerRunRequest): EventSource {
    const accepted = this.start(request)
    accepted.catch(() => {})
    return readerEvents(async () => (await accepted).reader())
  }

  /** The events of a thread as in `follow`, to iterate or to subscribe to. */
  connect(request: AgentRunnerConnectRequest): EventSource {
    return readerEvents(() => this.follow(toKey(request)))
  }

  /** Whether a run is running on the thread, in this or another process. */
  async isRunning(request: AgentRunnerIsRunningRequest): Promise<boolean> {
    this.#maintenance.start()
    const key = toKey(request)
    const live = this.#live.get(key)
    if (live) return !live.over
    return (await this.#remote.settled(key, () => this.#context.store.peek(key)))?.running !== undefined
  }

  /**
   * Stops a run. Resolves when the thread is free: false if there was nothing to stop. With a `runId`, only that run
   * is stopped, whether running or queued; without one, the running run and all queued runs.
   *
   * @throws the error of a store that is not available; the run ends all the same, and its thread is free later
   */
  async stop(request: AgentRunnerStopRequest): Promise<boolean> {
    this.#maintenance.start()
    const key = toKey(request)
    await this.#arrivals.settled(keyText(key))
    const dropped = this.#queues.drop(keyText(key), request.runId)
    await this.#runs.claimed(key)
    const live = this.#live.get(key)
    if (live) {
      if (request.runId !== undefined && request.runId !== live.identity.runId) return dropped
      const wasRunning = !live.over
      live.stop()
      await live.freeing()
      return wasRunning || dropped
    }
    return (await this.#remote.stop(key, request.runId)) || dropped
  }

  /**
   * Closes the runner. Refuses new runs. For up to `drainMs`, running and queued runs continue, and so do the readers of runs of other
   * processes. Then interrupts the remaining runs, ends the remaining readers, and closes the store.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    this.#runs.refuse()
    this.#endWaits()
    await within(this.#drained(), options.drainMs ?? 10_000)
    this.#queues.dropAll()
    this.#endWaits()
    this.#remote.endReaders()
    await this.#runs.end()
    await options.pending?.catch(() => {})
    await within(this.#maintenance.close(), LAST_SWEEP_MS)
    try {
      await this.#context.store.close?.()
    } finally {
      this.#runs.giveUp()
    }
  }

  /** Ends the readers that wait for a run: their clients wait at another process. */
  #endWaits(): void {
    for (const reader of this.#waiting) reader.endWait()
  }

  /** Settles when no run is running or queued, and no reader reads a run of another process. */
  async #drained(): Promise<void> {
    await this.#queues.empty()
    await this.#runs.idle()
    await this.#remote.unread()
  }

  /** Ends a run for the next one. A run of this process ends at once, even if its agent ignores the abort. */
  async #replace(key: ThreadKey, runId: string): Promise<void> {
    const live = this.#live.get(key)
    if (live?.identity.runId !== runId) {
      await this.stop({ ...key, runId })
      return
    }
    live.cancel()
    await live.freed
  }

  /** Waits for the next run on a thread. The reader counts towards both limits until it is closed. */
  #waitFor(key: ThreadKey, cursor: RunCursor | undefined): LogReader {
    // An EventSource that is refused does not reconnect; one whose stream ends does, to the next process.
    if (this.#runs.closing) return readOnce([])
    const { store } = this.#context
    const leave = this.#readers.admit(key)
    let leaveOwner = (): void => {}
    try {
      leaveOwner = this.#waiters.admit({ threadId: '', owner: key.owner })
    } catch (error) {
      leave()
      throw error
    }
    const reader: WaitingReader = new WaitingReader({
      watch: (notify) => store.watch(key, notify),
      open: () => this.#readStored(key, cursor, () => () => {}),
      onClose: () => {
        this.#waiting.delete(reader)
        leaveOwner()
        leave()
      },
    })
    this.#waiting.add(reader)
    return reader
  }

  /** Reads a thread from the store, apart from a running run of this process. Returns undefined if there is nothing new. */
  async #readStored(
    key: ThreadKey,
    cursor: RunCursor | undefined,
    admit: () => () => void,
  ): Promise<LogReader | undefined> {
    const { store } = this.#context
    const thread = await this.#remote.settled(key, () => store.get(key))
    if (thread === undefined) return undefined
    const { generation, running, last } = thread
    const resumption = await resumptionOf(store, thread, cursor)
    if (resumption.kind === 'nothing') return undefined
    if (resumption.kind === 'ended') return readOnce([endedCatchUpOf(thread, resumption.ended)])
    if (running === undefined) {
      const ended = last && (await findEndedRun(store, thread, last.base))
      return ended && readOnce([endedCatchUpOf(thread, ended)])
    }
    const after = resumption.kind === 'tail' ? resumption.after : undefined
    const live = this.#live.get(key)
    if (live?.log.base === running.base && live.log.generation === generation && !live.log.closed) {
      return new LiveReader(live, after === undefined || after > live.log.head ? undefined : after, admit())
    }
    const reopen = async (): Promise<LogReader> =>
      (await this.#readStored(key, cursor, () => () => {})) ?? readOnce([])
    return this.#remote.read({ thread, run: running, after, reopen, onClose: admit() })
  }

  /** Starts a run, or finds the one that the same request started before. Otherwise returns the run that is in the way. */
  async #startIfFree(
    key: ThreadKey,
    request: RequestedRun,
  ): Promise<{ run: AcceptedRun; running?: undefined } | { run?: undefined; running: RunRecord }> {
    const attempt = await this.#runs.claim(key, request)
    if (attempt.kind === 'claimed') return { run: toAccepted(attempt.run) }
    if (attempt.kind === 'repeated') return { run: await this.#repeated.startedAt(key, attempt.base) }
    return { running: attempt.running }
  }

  #isTaken(key: ThreadKey): boolean {
    return this.#live.get(key) !== undefined || this.#queues.isWaiting(keyText(key))
  }

  async #queue(key: ThreadKey, request: RequestedRun): Promise<AcceptedRun> {
    const repeated = await this.#repeated.find(key, request)
    if (repeated !== undefined) return repeated
    const ticket = this.#queues.join(keyText(key), request, async (turn) => {
      while (!turn.dropped) {
        const attempt = await this.#runs.claim(key, request, turn)
        if (attempt?.kind === 'claimed') return toAccepted(attempt.run)
        if (attempt?.kind === 'repeated') return await this.#repeated.startedAt(key, attempt.base)
        const ahead = this.#live.get(key)
        await (ahead ? ahead.freed : waitForChange(this.#context.store, key).changed)
      }
      return undefined
    })
    return queuedRun(ticket, toIdentity(key, ticket.runId, agentIdOf(request)), {
      observers: this.#runs.observersOf(request),
    })
  }
}

function toKey({ threadId, owner }: ThreadKey): ThreadKey {
  return owner === undefined ? { threadId } : { threadId, owner }
}

/**
 * Where a reader continues in a running run of this process: after a position, or without one it joins. Undefined if the
 * store has to be asked, because the cursor is in an earlier run, or in one that another process has started since.
 */
function resumeLive(
  { log }: LiveRun,
  cursor: RunCursor | undefined,
): { after: number | undefined } | undefined {
  if (log.closed) return undefined
  const { generation, base, head } = log
  if (cursor === undefined || !isSameLog(cursor.generation, generation)) return { after: undefined }
  const isExact = cursor.generation === generation
  if (isExact && cursor.position === base) return { after: base }
  if (cursor.base !== base || isEarlier(generation, cursor.generation)) return undefined
  return { after: isExact && cursor.position <= head ? cursor.position : undefined }
}

/** Reads a run from its start. The reader of the client that started the run does not count towards the limit. */
function readerOf(run: LiveRun): LogReader {
  return new LiveReader(run, run.log.base, () => {})
}

function toAccepted(run: LiveRun): AcceptedRun {
  const { threadId, runId } = run.identity
  return { threadId, runId, reader: () => readerOf(run), ended: run.ended }
}

function busy(key: ThreadKey, running: RunRecord): RunnerError {
  const { runId, startedAt } = running
  return new RunnerError('thread_busy', `Thread '${key.threadId}' already has a run`, {
    running: { runId, startedAt },
  })
}

/**
 * The runner as a `ThreadRunner`, whose readers can be used directly. Returns undefined for another kind of runner, and for
 * a subclass that overrides `run` or `connect`, because its overrides must be called.
 */
export function asThreadRunner(runner: AgentRunner): ThreadRunner | undefined {
  const engine = holderOf(runner, 'start')
  if (engine === undefined || holderOf(runner, 'run') !== engine || holderOf(runner, 'connect') !== engine)
    return undefined
  return holderOf(runner, 'follow') === engine ? (runner as ThreadRunner) : undefined
}

/** The object in the prototype chain that has a member of this name. */
function holderOf(value: object, name: string): object | undefined {
  let holder: object | null = value
  while (holder !== null && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder)
  return holder ?? undefined
}
