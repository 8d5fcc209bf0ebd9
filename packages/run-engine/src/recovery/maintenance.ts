import type { EngineContext } from '../contract/engine-context.ts'
import { toIdentity } from '../contract/run-observer.ts'
import { CLAIM_LOST, type LiveRun } from '../run/live-run.ts'
import type { LiveRunTable } from '../run/live-run-table.ts'
import { keyText, type RunRecord, type ThreadKey } from '../store/thread-record.ts'
import type { Removal } from '../store/thread-store.ts'
import { recoverRun } from './recovery.ts'

interface HeldClaim {
  readonly key: ThreadKey
  readonly epoch: number
  readonly run: LiveRun
}

/** Milliseconds between a notification about a thread and the check of its run's claim. */
const CLAIM_CHECK_MS = 50

/** Longest time in milliseconds between two sweeps, which find abandoned runs. */
const SWEEP_MS = 2_000

/** Abandoned runs that one sweep ends. */
const BATCH = 50

/** The background work on a store: renews claims, ends abandoned runs and deletes threads beyond the limits. */
export class Maintenance {
  readonly #context: EngineContext
  readonly #live: LiveRunTable
  readonly #held = new Set<HeldClaim>()
  readonly #recovering = new Map<string, Promise<void>>()
  #heartbeat: ReturnType<typeof setInterval> | undefined
  #interval: ReturnType<typeof setInterval> | undefined
  #sweeping: Promise<void> | undefined
  #closed = false

  constructor(context: EngineContext, live: LiveRunTable) {
    this.#context = context
    this.#live = live
  }

  /** Starts to sweep, the first time at once. Called on every use of the runner; only the first call has an effect. */
  start(): void {
    if (this.#interval !== undefined || this.#closed) return
    const { leaseMs } = this.#context.options
    this.#interval = sweepInBackground(this, Math.min(SWEEP_MS, leaseMs / 2))
    this.sweep()
  }

  /**
   * Renews the claim of a run, stops the run on request, and ends it if its claim is lost: another process has taken it over
   * or its thread was deleted. Returns a function that ends this.
   */
  hold(key: ThreadKey, epoch: number, run: LiveRun): () => void {
    const { store, options } = this.#context
    const held = { key, epoch, run }
    this.#held.add(held)
    this.#heartbeat ??= setInterval(() => void this.#reporting(() => this.#renew()), options.leaseMs / 3)
    let check: ReturnType<typeof setTimeout> | undefined
    const checkClaim = async (): Promise<void> => {
      check = undefined
      const claim = (await store.peek(key))?.running
      if (claim?.epoch !== epoch) run.interrupt(CLAIM_LOST)
      else if (claim.stopRequested) run.stop()
    }
    const unsubscribe = store.watch(key, () => {
      check ??= setTimeout(() => void checkClaim().catch(() => {}), CLAIM_CHECK_MS)
    })
    return () => {
      unsubscribe()
      clearTimeout(check)
      this.#held.delete(held)
      if (this.#held.size > 0) return
      clearInterval(this.#heartbeat)
      this.#heartbeat = undefined
    }
  }

  /**
   * Ends an abandoned run. Resolves when this succeeded or another process was faster. Does nothing for a run of this
   * process, which notices itself that its claim is lost.
   */
  recover(key: ThreadKey, run: RunRecord): Promise<void> {
    const text = keyText(key)
    const pending = this.#recovering.get(text)
    if (pending !== undefined) return pending
    if (this.#live.get(key) !== undefined) return Promise.resolve()
    const recovery = recoverRun(this.#context, key, run).finally(() => {
      this.#recovering.delete(text)
    })
    this.#recovering.set(text, recovery)
    return recovery
  }

  /** Whether this process is ending an abandoned run of the thread. */
  isRecovering(key: ThreadKey): boolean {
    return this.#recovering.has(keyText(key))
  }

  /** Ends abandoned runs and deletes threads beyond the limits, unless a sweep is in progress. */
  sweep(): void {
    this.#sweeping ??= this.#sweepOnce().finally(() => {
      this.#sweeping = undefined
    })
  }

  /** Stops sweeping. Resolves when no sweep and no recovery is in progress. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#interval)
    await this.#sweeping
    await Promise.allSettled(this.#recovering.values())
  }

  async #sweepOnce(): Promise<void> {
    await this.#reporting(() => this.#endAbandoned())
    await this.#reporting(() => this.#removeSurplus())
  }

  async #endAbandoned(): Promise<void> {
    const { store, report } = this.#context
    for (const key of await store.abandoned(BATCH)) {
      if (this.#closed) return
      let run: RunRecord | undefined
      try {
        run = (await store.peek(key))?.running
        if (run?.abandoned) await this.recover(key, run)
      } catch (error) {
        // The other runs are ended all the same.
        report(error, run && toIdentity(key, run.runId, run.agentId))
      }
    }
  }

  async #removeSurplus(): Promise<void> {
    const { store, options } = this.#context
    const { retain, onRemove } = options
    if (retain === undefined) return
    let removed: readonly Removal[]
    do {
      removed = await store.retain(retain, Date.now())
      for (const removal of removed) {
        try {
          onRemove?.(removal)
        } catch {
          // A callback that throws does not keep the other removals from being reported.
        }
      }
    } while (removed.length > 0 && !this.#closed)
  }

  async #renew(): Promise<void> {
    const held = [...this.#held]
    const { store, options } = this.#context
    const claims = held.map(({ key, epoch }) => ({ key, epoch }))
    const news = await store.renew({ claims, leaseMs: options.leaseMs })
    held.forEach(({ run }, index) => {
      const own = news[index]
      if (own === undefined) run.interrupt(CLAIM_LOST)
      else if (own.stopRequested) run.stop()
    })
  }

  /** Runs background work. Errors are reported to the observers; the next interval tries again. */
  async #reporting(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#context.report(error)
    }
  }
}

/**
 * Sweeps in an interval that keeps neither the process alive nor the runner in memory: an application may create a
 * runner for each request and never close it.
 */
function sweepInBackground(maintenance: Maintenance, ms: number): ReturnType<typeof setInterval> {
  const target = new WeakRef(maintenance)
  const timer = setInterval(() => {
    const alive = target.deref()
    if (alive === undefined) clearInterval(timer)
    else alive.sweep()
  }, ms)
  const { unref } = timer as { unref?: () => void }
  unref?.call(timer)
  return timer
}
