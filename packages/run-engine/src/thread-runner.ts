import type { EventSource } from './agent.ts'
import {
  AgentRunner,
  type AgentRunnerConnectRequest,
  type AgentRunnerIsRunningRequest,
  type AgentRunnerRunRequest,
  type AgentRunnerStopRequest,
} from './agent-runner.ts'
import { claimThread } from './claim-thread.ts'
import { Elsewhere } from './elsewhere.ts'
import { type FilledRunLimits, fillRunLimits } from './limits.ts'
import { LiveReader } from './live-reader.ts'
import { LiveRun } from './live-run.ts'
import { fromCursor, type LogReader } from './log-reader.ts'
import { endedPreludeOf } from './prelude.ts'
import { queuedRun } from './queued-run.ts'
import { readOnce } from './read-once.ts'
import { ReaderCount } from './reader-count.ts'
import { readerEvents } from './reader-events.ts'
import { repeatedRun } from './repeated-run.ts'
import { type RunObserver, toIdentity } from './run-observer.ts'
import { RunnerError } from './runner-error.ts'
import { checkRunnerOptions } from './runner-option-checks.ts'
import type {
  AcceptedRun,
  CloseOptions,
  FollowRequest,
  StartRequest,
  ThreadRunnerOptions,
} from './runner-requests.ts'
import { ThreadQueues } from './thread-queue.ts'
import { keyText, type RunRecord, type ThreadKey } from './thread-record.ts'
import type { ThreadStore } from './thread-store.ts'
import { waitForChange } from './thread-wait.ts'
import { Threads } from './threads.ts'
import { Upkeep } from './upkeep.ts'
import { within } from './within.ts'

/** Milliseconds that a store has for the endings of runs that were interrupted. */
const LAST_WRITES_MS = 5_000

/** What came of trying to take a thread: a run of ours, the answer to a repeated resume, or the run that lasts. */
type Attempt = LiveRun | { repeated: AcceptedRun } | { busy: RunRecord }

/** The engine: runs, joins and stops over any `ThreadStore`. A runner is this and a store. */
export class ThreadRunner extends AgentRunner {
  override readonly knowsOwners: boolean = true
  /** The threads that the store keeps: lists, names, contents, deletion, export. */
  readonly threads: Threads
  readonly #store: ThreadStore
  readonly #options: ThreadRunnerOptions
  readonly #limits: FilledRunLimits
  readonly #leaseMs: number
  readonly #live = new Map<string, LiveRun>()
  readonly #claiming = new Map<string, Promise<unknown>>()
  readonly #queues: ThreadQueues
  readonly #readers: ReaderCount
  readonly #upkeep: Upkeep
  readonly #elsewhere: Elsewhere
  #closing = false

  /**
   * @throws RangeError for a limit or a duration that is not a positive number.
   */
  constructor(store: ThreadStore, options: ThreadRunnerOptions = {}) {
    super()
    checkRunnerOptions(options)
    this.#store = store
    this.#options = options
    this.#limits = fillRunLimits(options.limits)
    this.#leaseMs = options.leaseMs ?? 30_000
    this.#queues = new ThreadQueues(this.#limits.maxQueuedRuns)
    this.#readers = new ReaderCount(this.#limits.maxReadersPerThread)
    this.#upkeep = new Upkeep({
      store,
      leaseMs: this.#leaseMs,
      retain: options.retain,
      observers: options.observers ?? [],
      onRemove: options.onRemove,
      isLive: (key) => this.#live.has(keyText(key)),
    })
    const patienceMs = (options.stopGraceMs ?? 5_000) + this.#leaseMs
    this.#elsewhere = new Elsewhere(store, this.#upkeep, patienceMs)
    this.threads = new Threads(store, {
      begin: () => this.#upkeep.begin(),
      liveRun: (key) => this.#live.get(keyText(key)),
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
    this.#refuseWhenClosing()
    this.#upkeep.begin()
    const key = toKey(request)
    const policy = request.onConcurrentRun ?? this.#options.onConcurrentRun ?? 'reject'
    const hasAnswers = (request.input.resume?.length ?? 0) > 0
    if (policy === 'queue' && !hasAnswers && this.#isTaken(key)) return this.#enqueue(key, request)
    for (;;) {
      const attempt = await this.#claim(key, request)
      if (attempt instanceof LiveRun) return toAccepted(attempt)
      if ('repeated' in attempt) return attempt.repeated
      if (policy === 'queue') return this.#enqueue(key, request)
      if (policy === 'reject') throw busy(key, attempt.busy)
      await this.stop({ ...key, runId: attempt.busy.runId })
      this.#refuseWhenClosing()
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
    await this.#claiming.get(keyText(key))
    const live = this.#live.get(keyText(key))
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
    const key = toKey(request)
    const live = this.#live.get(keyText(key))
    if (live) return !live.over
    return (await this.#elsewhere.settled(key, () => this.#store.peek(key)))?.running !== undefined
  }

  /**
   * Ends a run and resolves when its thread is free. With a `runId` only that run is meant, be it running or waiting
   * for its turn; without one, the run that lasts and all that wait. False if there was nothing to end.
   */
  async stop(request: AgentRunnerStopRequest): Promise<boolean> {
    const key = toKey(request)
    const text = keyText(key)
    const dropped = this.#queues.drop(text, request.runId)
    await this.#claiming.get(text)
    const live = this.#live.get(text)
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
    this.#closing = true
    this.#queues.dropAll()
    const runs = [...this.#live.values()]
    const freed = Promise.all(runs.map((run) => run.freed))
    if (runs.length > 0) await within(options.drainMs ?? 10_000, freed)
    for (const run of runs) run.interrupt()
    await within(LAST_WRITES_MS, freed)
    await within(LAST_WRITES_MS, this.#upkeep.close())
    await this.#store.close?.()
  }

  async #claim(key: ThreadKey, request: StartRequest): Promise<Attempt> {
    const text = keyText(key)
    for (;;) {
      const before =
        this.#claiming.get(text) ?? (this.#live.get(text)?.over ? this.#live.get(text)?.freed : undefined)
      if (before === undefined) break
      await before
    }
    const live = this.#live.get(text)
    // The store tells whether answers were given before; without any, a run of our own is reason enough.
    if (live && !request.input.resume?.length) return { busy: toRecord(live) }
    const claim = this.#claimFree(key, request)
    const settled = claim.then(
      () => {},
      () => {},
    )
    this.#claiming.set(text, settled)
    try {
      return await claim
    } finally {
      if (this.#claiming.get(text) === settled) this.#claiming.delete(text)
    }
  }

  async #claimFree(key: ThreadKey, request: StartRequest): Promise<Attempt> {
    const identity = toIdentity(key, request.input.runId, agentIdOf(request))
    const claim = { store: this.#store, key, identity, input: request.input, leaseMs: this.#leaseMs }
    let claimed = await claimThread(claim)
    if (claimed.kind === 'busy' && claimed.running.abandoned && !this.#live.has(keyText(key))) {
      await this.#upkeep.recover(key, claimed.running)
      claimed = await claimThread(claim)
    }
    if (claimed.kind === 'busy') return { busy: claimed.running }
    if (claimed.kind === 'repeated') return { repeated: await this.#repeat(key, claimed.base) }
    const run = new LiveRun({
      key,
      identity,
      epoch: claimed.epoch,
      thread: claimed.thread,
      agent: request.agent,
      input: request.input,
      store: this.#store,
      limits: this.#limits,
      observers: this.#observersOf(request),
      graceMs: this.#options.stopGraceMs ?? 5_000,
      flushMs: this.#options.flushMs ?? 20,
      storePatienceMs: this.#options.storePatienceMs ?? 60_000,
    })
    const text = keyText(key)
    this.#live.set(text, run)
    const forget = this.#upkeep.attend(key, claimed.epoch, run)
    void run.freed.then(() => {
      forget()
      if (this.#live.get(text) === run) this.#live.delete(text)
    })
    run.start()
    return run
  }

  /** What the run came to, or is coming to, that these answers started the first time. */
  async #repeat(key: ThreadKey, base: number): Promise<AcceptedRun> {
    const live = this.#live.get(keyText(key))
    if (live?.log.base === base && !live.over) return toAccepted(live)
    await live?.freed
    const thread = await this.#elsewhere.settled(key, () => this.#store.get(key))
    const [ended] = await this.#store.runs({ key, limit: 1, before: base + 1 })
    const run = thread?.running?.base === base ? thread.running : ended?.base === base ? ended : thread?.last
    if (thread === undefined || run === undefined) {
      throw new RunnerError('interrupt_answered', 'The answer was given before, and its run is forgotten')
    }
    return repeatedRun(thread, run, () => this.#elsewhere.read(thread, run, run.base, () => {}))
  }

  #isTaken(key: ThreadKey): boolean {
    return this.#live.has(keyText(key)) || this.#queues.isWaiting(keyText(key))
  }

  #enqueue(key: ThreadKey, request: StartRequest): AcceptedRun {
    const text = keyText(key)
    const ticket = this.#queues.join(text, request.input.runId, async (isDropped) => {
      while (!isDropped()) {
        const attempt = await this.#claim(key, request)
        if (attempt instanceof LiveRun) return attempt
        if ('repeated' in attempt) {
          throw new RunnerError('interrupt_answered', 'The same answer was given while this run waited')
        }
        const ahead = this.#live.get(text)
        await (ahead ? ahead.freed : waitForChange(this.#store, key).changed)
      }
      return undefined
    })
    return queuedRun(ticket, toIdentity(key, ticket.runId, agentIdOf(request)), {
      read: readerOf,
      observers: this.#observersOf(request),
    })
  }

  #observersOf(request: StartRequest): RunObserver[] {
    return [...(this.#options.observers ?? []), ...(request.observers ?? [])]
  }

  async #stopAll(owner: string | undefined): Promise<void> {
    const theirs = [...this.#live.values()].filter(({ identity }) => identity.owner === owner)
    await Promise.all(theirs.map(({ identity }) => this.stop(toKey(identity))))
  }

  #refuseWhenClosing(): void {
    if (this.#closing) throw new RunnerError('runtime_closing', 'The server is shutting down')
  }
}

function toKey({ threadId, owner }: ThreadKey): ThreadKey {
  return owner === undefined ? { threadId } : { threadId, owner }
}

function agentIdOf(request: StartRequest): string {
  return request.agentId ?? request.agent.agentId ?? 'default'
}

function toRecord({ identity, startedAt, log }: LiveRun): RunRecord {
  const { runId, agentId } = identity
  return { runId, agentId, status: 'running', epoch: 0, base: log.base, startedAt }
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
