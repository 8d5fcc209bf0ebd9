import { fromCursor } from '@flightdeck/protocol'
import type { EventSource } from '../agent/agent.ts'
import {
  AgentRunner,
  type AgentRunnerConnectRequest,
  type AgentRunnerIsRunningRequest,
  type AgentRunnerRunRequest,
  type AgentRunnerStopRequest,
} from '../contract/agent-runner.ts'
import { fillRunLimits } from '../contract/limits.ts'
import { toIdentity } from '../contract/run-observer.ts'
import { RunnerError } from '../contract/runner-error.ts'
import { checkRunnerOptions } from '../contract/runner-option-checks.ts'
import type {
  AcceptedRun,
  CloseOptions,
  FollowRequest,
  StartRequest,
  ThreadRunnerOptions,
} from '../contract/runner-requests.ts'
import { endedPreludeOf } from '../log/catch-up.ts'
import type { LogReader } from '../log/log-reader.ts'
import { readOnce } from '../log/read-once.ts'
import { Upkeep } from '../recovery/maintenance.ts'
import { Elsewhere } from '../recovery/remote-runs.ts'
import { LiveReader } from '../run/live-reader.ts'
import type { LiveRun } from '../run/live-run.ts'
import { keyText, type RunRecord, type ThreadKey } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import { waitForChange } from '../store/thread-wait.ts'
import { Threads } from '../threads/threads.ts'
import { within } from '../time/within.ts'
import { agentIdOf, LiveRuns } from './live-runs.ts'
import { queuedRun } from './queued-run.ts'
import { ReaderCount } from './reader-count.ts'
import { readerEvents } from './reader-events.ts'
import { repeatedRun } from './repeated-run.ts'
import { ThreadQueues } from './thread-queue.ts'

/** Milliseconds that recoveries have to come to their end when the runner closes. */
const LAST_ROUND_MS = 5_000

/** The engine: runs, joins and stops over any `ThreadStore`. A runner is this and a store. */
export class ThreadRunner extends AgentRunner {
  override readonly knowsOwners: boolean = true
  /** The threads that the store keeps: lists, names, contents, deletion, export. */
  readonly threads: Threads
  readonly #store: ThreadStore
  readonly #options: ThreadRunnerOptions
  readonly #runs: LiveRuns
  readonly #queues: ThreadQueues
  readonly #readers: ReaderCount
  readonly #upkeep: Upkeep
  readonly #elsewhere: Elsewhere

  /**
   * @throws RangeError for a limit or a duration that is not a positive number.
   */
  constructor(store: ThreadStore, options: ThreadRunnerOptions = {}) {
    super()
    checkRunnerOptions(options)
    this.#store = store
    this.#options = options
    const limits = fillRunLimits(options.limits)
    const { leaseMs = 30_000, stopGraceMs = 5_000 } = options
    this.#queues = new ThreadQueues(limits.maxQueuedRuns)
    this.#readers = new ReaderCount(limits.maxReadersPerThread)
    this.#upkeep = new Upkeep({
      store,
      leaseMs,
      retain: options.retain,
      observers: options.observers ?? [],
      onRemove: options.onRemove,
      isLive: (key) => this.#runs.get(key) !== undefined,
    })
    this.#runs = new LiveRuns({ store, runner: options, limits, leaseMs, upkeep: this.#upkeep })
    this.#elsewhere = new Elsewhere(store, this.#upkeep, stopGraceMs + leaseMs)
    this.threads = new Threads(store, {
      begin: () => this.#upkeep.begin(),
      settled: (key, look) => this.#elsewhere.settled(key, look),
      liveRun: (key) => this.#runs.get(key),
      follow: (key) => this.follow(key),
      stop: (key) => this.stop(key),
      stopAll: (owner) => this.#stopAll(owner),
    })
  }

  /**
   * Accepts a run, or refuses it. Under the policy `queue` a run is accepted at once and starts in its turn. A run
   * whose `resume` answers interrupts that were answered the same way before is not run again: it is told what the
   * first came to.
   *
   * @throws RunnerError `thread_busy`, `queue_full`, `interrupts_open`, `interrupt_answered`, `interrupt_expired` or
   * `runtime_closing`.
   */
  async start(request: StartRequest): Promise<AcceptedRun> {
    this.#runs.refuseWhenClosing()
    this.#upkeep.begin()
    const key = toKey(request)
    const policy = request.onConcurrentRun ?? this.#options.onConcurrentRun ?? 'reject'
    const hasAnswers = (request.input.resume?.length ?? 0) > 0
    if (policy === 'queue' && !hasAnswers && this.#isTaken(key)) return this.#enqueue(key, request)
    for (;;) {
      const attempt = await this.#runs.claim(key, request)
      if (attempt.kind === 'claimed') return toAccepted(attempt.run)
      if (attempt.kind === 'repeated') return await this.#repeat(key, attempt.base)
      if (policy === 'queue') return this.#enqueue(key, request)
      if (policy === 'reject') throw busy(key, attempt.running)
      await this.stop({ ...key, runId: attempt.running.runId })
    }
  }

  /**
   * Follows a thread: what it holds, then the run that lasts, if any. A thread that is not there reads as empty.
   *
   * @throws RunnerError `too_many_readers`.
   */
  async follow(request: FollowRequest): Promise<LogReader> {
    this.#upkeep.begin()
    const key = toKey(request)
    await this.#runs.claimed(key)
    const live = this.#runs.get(key)
    const cursor = request.cursor === undefined ? undefined : fromCursor(request.cursor)
    if (live && !live.log.closed) {
      const { generation, base, head } = live.log
      const serves = cursor?.generation === generation && cursor.position >= base && cursor.position <= head
      return new LiveReader(live, serves ? cursor.position : undefined, this.#readers.admit(key))
    }
    await live?.freed
    const thread = await this.#elsewhere.settled(key, () => this.#store.get(key))
    if (thread === undefined) return readOnce([])
    const ours = cursor?.generation === thread.generation ? cursor.position : undefined
    if (thread.running) {
      const serves = ours !== undefined && ours >= thread.running.base
      return this.#elsewhere.read(thread, thread.running, serves ? ours : undefined, this.#readers.admit(key))
    }
    if (thread.last === undefined || ours === thread.head) return readOnce([])
    return readOnce([endedPreludeOf(thread, thread.last)])
  }

  /** A run's events as an async iterable that can be subscribed to as well. A refusal is its error. */
  run(request: AgentRunnerRunRequest): EventSource {
    const accepted = this.start(request)
    accepted.catch(() => {})
    return readerEvents(async () => (await accepted).reader())
  }

  /** A thread's events, as in `follow`, as an async iterable that can be subscribed to as well. */
  connect(request: AgentRunnerConnectRequest): EventSource {
    return readerEvents(() => this.follow(toKey(request)))
  }

  /** Whether a run lasts on the thread, in this process or another. */
  async isRunning(request: AgentRunnerIsRunningRequest): Promise<boolean> {
    this.#upkeep.begin()
    const key = toKey(request)
    const live = this.#runs.get(key)
    if (live) return !live.over
    return (await this.#elsewhere.settled(key, () => this.#store.peek(key)))?.running !== undefined
  }

  /**
   * Ends a run and resolves when its thread is free. With a `runId` only that run is meant, be it running or waiting
   * for its turn; without one, the run that lasts and all that wait. False if there was nothing to end.
   */
  async stop(request: AgentRunnerStopRequest): Promise<boolean> {
    this.#upkeep.begin()
    const key = toKey(request)
    const dropped = this.#queues.drop(keyText(key), request.runId)
    await this.#runs.claimed(key)
    const live = this.#runs.get(key)
    if (live) {
      if (request.runId !== undefined && request.runId !== live.identity.runId) return dropped
      const wasRunning = !live.over
      live.stop()
      await live.freed
      return wasRunning || dropped
    }
    return (await this.#elsewhere.stop(key, request.runId)) || dropped
  }

  /**
   * Takes no more runs, lets the running ones end by themselves for a while, and ends the rest visibly.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    this.#queues.dropAll()
    await this.#runs.close(options.drainMs ?? 10_000)
    await within(LAST_ROUND_MS, this.#upkeep.close())
    try {
      await this.#store.close?.()
    } finally {
      this.#runs.giveUp()
    }
  }

  /** What the run came to, or is coming to, that these answers started the first time. */
  async #repeat(key: ThreadKey, base: number): Promise<AcceptedRun> {
    const live = this.#runs.get(key)
    if (live?.log.base === base && !live.over) return { ...toAccepted(live), repeated: true }
    await live?.freed
    const thread = await this.#elsewhere.settled(key, () => this.#store.get(key))
    const [ended] = await this.#store.runs({ key, limit: 1, before: base + 1 })
    const run = thread?.running?.base === base ? thread.running : ended?.base === base ? ended : thread?.last
    if (thread === undefined || run === undefined) {
      throw new RunnerError('interrupt_answered', 'The answer was given before, and its run is forgotten')
    }
    return repeatedRun(thread, run, {
      follow: () => this.#elsewhere.read(thread, run, run.base, () => {}),
      ending: () => this.#elsewhere.ending(key, run),
    })
  }

  #isTaken(key: ThreadKey): boolean {
    return this.#runs.get(key) !== undefined || this.#queues.isWaiting(keyText(key))
  }

  #enqueue(key: ThreadKey, request: StartRequest): AcceptedRun {
    const ticket = this.#queues.join(keyText(key), request.input.runId, async (turn) => {
      while (!turn.dropped) {
        const attempt = await this.#runs.claim(key, request, turn)
        if (attempt?.kind === 'claimed') return attempt.run
        if (attempt?.kind === 'repeated') {
          throw new RunnerError('interrupt_answered', 'The same answer was given while this run waited')
        }
        const ahead = this.#runs.get(key)
        await (ahead ? ahead.freed : waitForChange(this.#store, key).changed)
      }
      return undefined
    })
    return queuedRun(ticket, toIdentity(key, ticket.runId, agentIdOf(request)), {
      read: readerOf,
      observers: this.#runs.observersOf(request),
    })
  }

  async #stopAll(owner: string | undefined): Promise<void> {
    await Promise.all(this.#runs.of(owner).map(({ identity }) => this.stop(toKey(identity))))
  }
}

function toKey({ threadId, owner }: ThreadKey): ThreadKey {
  return owner === undefined ? { threadId } : { threadId, owner }
}

/** Reads a run from its start. Whoever started it always may, so this reader does not count. */
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
