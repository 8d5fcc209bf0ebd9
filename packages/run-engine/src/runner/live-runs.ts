import type { EngineContext } from '../contract/engine-context.ts'
import { type RunObserver, toIdentity } from '../contract/run-observer.ts'
import { RunnerError } from '../contract/runner-error.ts'
import type { StartRequest } from '../contract/runner-requests.ts'
import type { Maintenance } from '../recovery/maintenance.ts'
import { claimThread } from '../run/claim-thread.ts'
import { LiveRun } from '../run/live-run.ts'
import type { LiveRunTable } from '../run/live-run-table.ts'
import { isStoreUnavailable } from '../store/store-unavailable.ts'
import { keyText, type RunRecord, type ThreadKey } from '../store/thread-record.ts'
import { within } from '../time/timers.ts'
import { agentIdOf, type RequestedRun } from './requested-run.ts'
import type { Turn } from './thread-queue.ts'

/**
 * The result of an attempt to claim a thread: a new run; or the running run; or `base` of the run that the
 * same request started before.
 */
export type Attempt =
  | { kind: 'claimed'; run: LiveRun }
  | { kind: 'busy'; running: RunRecord }
  | { kind: 'repeated'; base: number }

/** Milliseconds that a store has to take the endings of interrupted runs. */
const LAST_WRITES_MS = 5_000

/** Starts and ends the runs of this process, one at a time on each thread. */
export class LiveRuns {
  readonly #context: EngineContext
  readonly #live: LiveRunTable
  readonly #maintenance: Maintenance
  readonly #claiming = new Map<string, Promise<unknown>>()
  #refusing = false
  #closing = false

  constructor(context: EngineContext, live: LiveRunTable, maintenance: Maintenance) {
    this.#context = context
    this.#live = live
    this.#maintenance = maintenance
  }

  /** Settles when no claim of this process on the thread is in progress. */
  async claimed(key: ThreadKey): Promise<void> {
    await this.#claiming.get(keyText(key))
  }

  /** Whether new runs are refused. */
  get closing(): boolean {
    return this.#closing
  }

  /** @throws RunnerError `runtime_closing` */
  refuseWhenClosing(): void {
    if (this.#refusing) throw closing()
  }

  /**
   * Claims a thread for a run, after earlier claims and endings of this process. Returns undefined if the turn was dropped.
   *
   * @throws what `claimThread` throws, RunnerError `runtime_closing`; without a turn, the error of a store that is not
   * available to take the ending of the previous run
   */
  claim(key: ThreadKey, request: RequestedRun): Promise<Attempt>
  claim(key: ThreadKey, request: RequestedRun, turn: Turn): Promise<Attempt | undefined>
  async claim(key: ThreadKey, request: RequestedRun, turn?: Turn): Promise<Attempt | undefined> {
    const text = keyText(key)
    for (;;) {
      const live = this.#live.get(key)
      const ending = live?.over ? (turn ? live.freed : live.freeing()) : undefined
      const before = this.#claiming.get(text) ?? ending
      if (before === undefined) break
      await before
    }
    if (turn?.dropped) return undefined
    // A queued run was accepted before: it may start until the drain is over.
    if (this.#closing || (this.#refusing && turn === undefined)) throw closing()
    const live = this.#live.get(key)
    // Whether a queued run was started before was found out when it joined the queue.
    if (live && turn && !request.input.resume?.length) return { kind: 'busy', running: toRecord(live) }
    const begin = (): Promise<Attempt> => this.#claimFree(key, request, turn !== undefined)
    const claim = turn === undefined ? begin() : turn.take(begin)
    const settled = claim.then(
      () => {},
      () => {},
    )
    this.#claiming.set(text, settled)
    try {
      return await claim
    } catch (error) {
      // Only the store knows whether the request was made before. Without it, the thread is busy.
      if (live === undefined || request.input.resume?.length || !isStoreUnavailable(error)) throw error
      return { kind: 'busy', running: toRecord(live) }
    } finally {
      if (this.#claiming.get(text) === settled) this.#claiming.delete(text)
    }
  }

  /** The observers of a run: those of the runner, then its own. */
  observersOf({ observers = [] }: StartRequest): RunObserver[] {
    return [...this.#context.observers, ...observers]
  }

  /** Refuses new runs from now on. Runs that were queued before may start. */
  refuse(): void {
    this.#refusing = true
  }

  /** Settles when no run of this process is running. */
  async idle(): Promise<void> {
    await Promise.all(this.#claiming.values())
    await Promise.all(this.#live.all().map(({ freed }) => freed))
  }

  /** Interrupts the running runs, and waits until their ends are stored. */
  async end(): Promise<void> {
    this.#refusing = true
    this.#closing = true
    for (const run of this.#live.all()) run.interrupt()
    await within(this.idle(), LAST_WRITES_MS)
  }

  /** Stops waiting for a store that is closed. */
  giveUp(): void {
    for (const run of this.#live.all()) run.giveUp()
  }

  async #claimFree(key: ThreadKey, request: RequestedRun, isQueued: boolean): Promise<Attempt> {
    const context = this.#context
    const { agent, input, inputHash } = request
    const identity = toIdentity(key, input.runId, agentIdOf(request))
    const { leaseMs } = context.options
    const claim = { store: context.store, key, identity, input, inputHash, leaseMs }
    let claimed = await claimThread(claim)
    if (claimed.kind === 'busy' && claimed.running.abandoned && this.#live.get(key) === undefined) {
      await this.#maintenance.recover(key, claimed.running)
      claimed = await claimThread(claim)
    }
    if (claimed.kind !== 'claimed') return claimed
    const { epoch, thread } = claimed
    const observers = this.observersOf(request)
    const run = new LiveRun({
      context,
      key,
      identity,
      epoch,
      thread,
      agent,
      input: claimed.input,
      observers,
    })
    const remove = this.#live.add(key, run)
    const release = this.#maintenance.hold(key, epoch, run)
    void run.freed.then(() => {
      release()
      remove()
    })
    if (this.#closing || (this.#refusing && !isQueued)) run.interrupt()
    else run.start()
    return { kind: 'claimed', run }
  }
}

function closing(): RunnerError {
  return new RunnerError('runtime_closing', 'The server is shutting down')
}

function toRecord({ identity, startedAt, log }: LiveRun): RunRecord {
  const { runId, agentId } = identity
  return { runId, agentId, status: 'running', epoch: 0, base: log.base, startedAt }
}
