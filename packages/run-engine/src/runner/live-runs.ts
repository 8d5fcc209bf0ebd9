import type { FilledRunLimits } from '../contract/limits.ts'
import { type RunObserver, toIdentity } from '../contract/run-observer.ts'
import { RunnerError } from '../contract/runner-error.ts'
import type { StartRequest, ThreadRunnerOptions } from '../contract/runner-requests.ts'
import type { Upkeep } from '../recovery/maintenance.ts'
import { claimThread } from '../run/claim-thread.ts'
import { LiveRun } from '../run/live-run.ts'
import { keyText, type RunRecord, type ThreadKey } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import { within } from '../time/within.ts'
import type { Turn } from './thread-queue.ts'

/** What the runs of a process are made with. */
export interface LiveRunsOptions {
  store: ThreadStore
  runner: ThreadRunnerOptions
  limits: FilledRunLimits
  leaseMs: number
  upkeep: Upkeep
}

/**
 * What came of trying to take a thread: a run of ours; or the run that lasts; or these answers were given before, to the
 * run that `base` tells.
 */
export type Attempt =
  | { kind: 'claimed'; run: LiveRun }
  | { kind: 'busy'; running: RunRecord }
  | { kind: 'repeated'; base: number }

/** Milliseconds that a store has for the endings of runs that were interrupted. */
const LAST_WRITES_MS = 5_000

/** The runs that last in this process, one on a thread. */
export class LiveRuns {
  readonly #options: LiveRunsOptions
  readonly #live = new Map<string, LiveRun>()
  readonly #claiming = new Map<string, Promise<unknown>>()
  #closing = false

  constructor(options: LiveRunsOptions) {
    this.#options = options
  }

  /** The run of a thread, until the thread is free. */
  get(key: ThreadKey): LiveRun | undefined {
    return this.#live.get(keyText(key))
  }

  /** The runs of one owner. */
  of(owner: string | undefined): LiveRun[] {
    return [...this.#live.values()].filter(({ identity }) => identity.owner === owner)
  }

  /** Settles when nobody in this process is about to take the thread. */
  async claimed(key: ThreadKey): Promise<void> {
    await this.#claiming.get(keyText(key))
  }

  /** @throws RunnerError `runtime_closing` */
  refuseWhenClosing(): void {
    if (this.#closing) throw new RunnerError('runtime_closing', 'The server is shutting down')
  }

  /**
   * Takes a thread for a run, as soon as those who were faster have it or have left it. Nothing if the turn is over.
   *
   * @throws what `claimThread` throws, RunnerError `runtime_closing`
   */
  claim(key: ThreadKey, request: StartRequest): Promise<Attempt>
  claim(key: ThreadKey, request: StartRequest, turn: Turn): Promise<Attempt | undefined>
  async claim(key: ThreadKey, request: StartRequest, turn?: Turn): Promise<Attempt | undefined> {
    const text = keyText(key)
    for (;;) {
      const live = this.#live.get(text)
      const before = this.#claiming.get(text) ?? (live?.over ? live.freed : undefined)
      if (before === undefined) break
      await before
    }
    if (turn?.dropped) return undefined
    this.refuseWhenClosing()
    const live = this.#live.get(text)
    // The store tells whether answers were given before; without any, a run of our own is reason enough.
    if (live && !request.input.resume?.length) return { kind: 'busy', running: toRecord(live) }
    const begin = (): Promise<Attempt> => this.#claimFree(key, request)
    const claim = turn === undefined ? begin() : turn.take(begin)
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

  /** Who is told of a run: the runner's observers, then its own. */
  observersOf({ observers = [] }: StartRequest): RunObserver[] {
    return [...(this.#options.runner.observers ?? []), ...observers]
  }

  /** Lets runs end by themselves for a while and ends the rest visibly. A run that is being claimed does not begin. */
  async close(drainMs: number): Promise<void> {
    this.#closing = true
    await within(drainMs, this.#freed())
    for (const run of this.#live.values()) run.interrupt()
    await within(LAST_WRITES_MS, this.#freed())
  }

  /** Waits no longer for a store that is closed. */
  giveUp(): void {
    for (const run of this.#live.values()) run.giveUp()
  }

  async #freed(): Promise<void> {
    await Promise.all(this.#claiming.values())
    await Promise.all([...this.#live.values()].map(({ freed }) => freed))
  }

  async #claimFree(key: ThreadKey, request: StartRequest): Promise<Attempt> {
    const { store, leaseMs, upkeep } = this.#options
    const identity = toIdentity(key, request.input.runId, agentIdOf(request))
    const claim = { store, key, identity, input: request.input, leaseMs }
    let claimed = await claimThread(claim)
    if (claimed.kind === 'busy' && claimed.running.abandoned && this.get(key) === undefined) {
      await upkeep.recover(key, claimed.running)
      claimed = await claimThread(claim)
    }
    if (claimed.kind !== 'claimed') return claimed
    const { stopGraceMs = 5_000, flushMs = 20, storePatienceMs = 60_000 } = this.#options.runner
    const run = new LiveRun({
      key,
      identity,
      epoch: claimed.epoch,
      thread: claimed.thread,
      agent: request.agent,
      input: request.input,
      store,
      limits: this.#options.limits,
      observers: this.observersOf(request),
      graceMs: stopGraceMs,
      flushMs,
      storePatienceMs,
    })
    const text = keyText(key)
    this.#live.set(text, run)
    const forget = upkeep.attend(key, claimed.epoch, run)
    void run.freed.then(() => {
      forget()
      if (this.#live.get(text) === run) this.#live.delete(text)
    })
    if (this.#closing) run.interrupt()
    else run.start()
    return { kind: 'claimed', run }
  }
}

/** The id under which a run's agent is known. */
export function agentIdOf({ agentId, agent }: StartRequest): string {
  return agentId ?? agent.agentId ?? 'default'
}

function toRecord({ identity, startedAt, log }: LiveRun): RunRecord {
  const { runId, agentId } = identity
  return { runId, agentId, status: 'running', epoch: 0, base: log.base, startedAt }
}
