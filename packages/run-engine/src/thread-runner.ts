import type { EventSource } from './agent.ts'
import {
  AgentRunner,
  type AgentRunnerConnectRequest,
  type AgentRunnerIsRunningRequest,
  type AgentRunnerRunRequest,
  type AgentRunnerStopRequest,
} from './agent-runner.ts'
import { type FilledRunLimits, fillRunLimits } from './limits.ts'
import { LiveReader } from './live-reader.ts'
import { LiveRun } from './live-run.ts'
import { fromCursor, type LogReader } from './log-reader.ts'
import { preludeOf } from './prelude.ts'
import { queuedRun } from './queued-run.ts'
import { ReaderCount } from './reader-count.ts'
import { readerEvents } from './reader-events.ts'
import { RemoteReader } from './remote-reader.ts'
import { type RunObserver, toIdentity } from './run-observer.ts'
import { RunnerError } from './runner-error.ts'
import type {
  AcceptedRun,
  CloseOptions,
  FollowRequest,
  StartRequest,
  ThreadRunnerOptions,
} from './runner-requests.ts'
import { ThreadQueues } from './thread-queue.ts'
import { keyText, type RunRecord, type ThreadKey, type ThreadStore } from './thread-store.ts'
import { waitForChange } from './thread-wait.ts'

/** The longest time that a timer takes. */
const MAX_TIMER_MS = 2_147_483_647

/** Milliseconds that a store has for the endings of runs that were interrupted. */
const LAST_WRITES_MS = 5_000

/** The engine: runs, joins and stops over any `ThreadStore`. A runner is this and a store. */
export class ThreadRunner extends AgentRunner {
  readonly #store: ThreadStore
  readonly #options: ThreadRunnerOptions
  readonly #limits: FilledRunLimits
  readonly #live = new Map<string, LiveRun>()
  readonly #claiming = new Map<string, Promise<unknown>>()
  readonly #queues: ThreadQueues
  readonly #readers: ReaderCount
  #closing = false

  /**
   * @throws RangeError for a limit or a duration that is not a positive number.
   */
  constructor(store: ThreadStore, options: ThreadRunnerOptions = {}) {
    super()
    for (const name of ['stopGraceMs', 'flushMs', 'leaseMs'] as const) checkDuration(name, options[name])
    this.#store = store
    this.#options = options
    this.#limits = fillRunLimits(options.limits)
    this.#queues = new ThreadQueues(this.#limits.maxQueuedRuns)
    this.#readers = new ReaderCount(this.#limits.maxReadersPerThread)
  }

  /**
   * Accepts a run, or refuses it. Under the policy `queue` a run is accepted at once and starts in its turn.
   *
   * @throws RunnerError `thread_busy`, `queue_full` or `runtime_closing`.
   */
  async start(request: StartRequest): Promise<AcceptedRun> {
    this.#refuseWhenClosing()
    const key = toKey(request)
    const policy = request.onConcurrentRun ?? this.#options.onConcurrentRun ?? 'reject'
    if (policy === 'queue' && (this.#live.has(keyText(key)) || this.#queues.isWaiting(keyText(key)))) {
      return this.#enqueue(key, request)
    }
    for (;;) {
      const claimed = await this.#claim(key, request)
      if (claimed instanceof LiveRun) return toAccepted(claimed)
      if (policy === 'queue') return this.#enqueue(key, request)
      if (policy === 'reject') throw busy(key, claimed)
      await this.stop({ ...key, runId: claimed.runId })
      this.#refuseWhenClosing()
    }
  }

  /**
   * Follows a thread: what it holds, then the run that lasts, if any. A thread that is not there reads as empty.
   *
   * @throws RunnerError `too_many_readers`.
   */
  async follow(request: FollowRequest): Promise<LogReader> {
    const key = toKey(request)
    const live = this.#live.get(keyText(key))
    const cursor = request.cursor === undefined ? undefined : fromCursor(request.cursor)
    if (live && !live.over) {
      const { generation, base, head } = live.log
      const serves = cursor?.generation === generation && cursor.position >= base && cursor.position <= head
      return new LiveReader(live, serves ? cursor.position : undefined, this.#readers.admit(key))
    }
    await live?.freed
    const thread = await this.#store.get(key)
    if (thread === undefined) return readOnce([])
    const ours = cursor?.generation === thread.generation ? cursor.position : undefined
    if (thread.running) {
      const serves = ours !== undefined && ours >= thread.running.base
      const release = this.#readers.admit(key)
      return new RemoteReader(this.#store, thread, thread.running, serves ? ours : undefined, release)
    }
    if (thread.last === undefined || ours === thread.head) return readOnce([])
    return readOnce([
      preludeOf({
        generation: thread.generation,
        threadId: key.threadId,
        runId: thread.last.runId,
        content: { messages: thread.messages, state: thread.state },
        through: thread.head,
        openers: [],
        ending: thread.last.ending,
      }),
    ])
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
    return (await this.#store.get(key))?.running !== undefined
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
    return (await this.#stopElsewhere(key, request.runId)) || dropped
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
    await this.#store.close?.()
  }

  async #claim(key: ThreadKey, request: StartRequest): Promise<LiveRun | RunRecord> {
    const text = keyText(key)
    for (;;) {
      const before =
        this.#claiming.get(text) ?? (this.#live.get(text)?.over ? this.#live.get(text)?.freed : undefined)
      if (before === undefined) break
      await before
    }
    const live = this.#live.get(text)
    if (live) return toRecord(live)
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

  async #claimFree(key: ThreadKey, request: StartRequest): Promise<LiveRun | RunRecord> {
    const agentId = agentIdOf(request)
    const identity = toIdentity(key, request.input.runId, agentId)
    const leaseMs = this.#options.leaseMs ?? 30_000
    const result = await this.#store.claim({ key, runId: identity.runId, agentId, now: Date.now(), leaseMs })
    if (!result.claimed) return result.running
    const run = new LiveRun({
      key,
      identity,
      epoch: result.epoch,
      thread: result.thread,
      agent: request.agent,
      input: request.input,
      store: this.#store,
      limits: this.#limits,
      observers: this.#observersOf(request),
      graceMs: this.#options.stopGraceMs ?? 5_000,
      flushMs: this.#options.flushMs ?? 20,
    })
    const text = keyText(key)
    this.#live.set(text, run)
    const forget = this.#attend(key, run, result.epoch, leaseMs)
    void run.freed.then(() => {
      forget()
      if (this.#live.get(text) === run) this.#live.delete(text)
    })
    run.start()
    return run
  }

  /** Keeps the claim alive, and hears of stops that other processes ask for. */
  #attend(key: ThreadKey, run: LiveRun, epoch: number, leaseMs: number): () => void {
    const stopIfAsked = async (): Promise<void> => {
      const thread = await this.#store.get(key)
      if (thread?.running?.epoch === epoch && thread.running.stopRequested) run.stop()
    }
    const unwatch = this.#store.watch(key, () => void stopIfAsked().catch(() => {}))
    const renew = async (): Promise<void> => {
      const news = await this.#store.renew?.({ key, epoch, leaseMs })
      if (news?.stopRequested) run.stop()
    }
    const timer = this.#store.renew && setInterval(() => void renew().catch(() => {}), leaseMs / 3)
    return () => {
      unwatch()
      clearInterval(timer)
    }
  }

  #enqueue(key: ThreadKey, request: StartRequest): AcceptedRun {
    const text = keyText(key)
    const ticket = this.#queues.join(text, request.input.runId, async (isDropped) => {
      while (!isDropped()) {
        const claimed = await this.#claim(key, request)
        if (claimed instanceof LiveRun) return claimed
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

  async #stopElsewhere(key: ThreadKey, runId: string | undefined): Promise<boolean> {
    const running = (await this.#store.get(key))?.running
    if (running === undefined || (runId !== undefined && runId !== running.runId)) return false
    if (!(await this.#store.requestStop(key, running.runId))) return false
    const patience = Date.now() + (this.#options.stopGraceMs ?? 5_000) + (this.#options.leaseMs ?? 30_000)
    while (Date.now() < patience) {
      if ((await this.#store.get(key))?.running?.epoch !== running.epoch) return true
      await waitForChange(this.#store, key).changed
    }
    return false
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
  return new RunnerError('thread_busy', `Thread '${key.threadId}' already has a run`, { runId, startedAt })
}

function readOnce(chunks: Awaited<ReturnType<LogReader['next']>>[]): LogReader {
  let closed = false
  return {
    next: () => (closed ? null : (chunks.shift() ?? null)),
    close: () => {
      closed = true
    },
  }
}

function checkDuration(name: string, ms: number | undefined): void {
  if (ms !== undefined && !(ms >= 0 && ms <= MAX_TIMER_MS)) {
    throw new RangeError(`${name} must be between 0 and ${MAX_TIMER_MS} milliseconds, not ${ms}`)
  }
}

async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  await Promise.race([done, new Promise((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}
