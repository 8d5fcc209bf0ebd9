import type { AcceptedRun, CloseOptions, RunLimits, RunObserver, StartRequest } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'

/** A run that is not stored, and how to stop it. */
export interface EphemeralRun {
  accepted: AcceptedRun
  stop(): void
}

/**
 * Runs agents whose runs are not stored: those of custom runners, and suggestions. The engine's guard, limits and log
 * apply. Each run has a thread of its own, which is deleted with it.
 */
export class EphemeralRuns {
  readonly #runner: InMemoryAgentRunner

  constructor(limits: RunLimits, observers: readonly RunObserver[]) {
    this.#runner = new InMemoryAgentRunner({ limits, observers, maxThreads: 1 })
  }

  /** Starts a run, on a new thread even if the thread's id is in use. */
  async start(request: Omit<StartRequest, 'owner'>): Promise<EphemeralRun> {
    const owner = crypto.randomUUID()
    const accepted = await this.#runner.start({ ...request, owner })
    const { threadId, runId } = accepted
    return { accepted, stop: () => void this.#runner.stop({ threadId, runId, owner }).catch(() => {}) }
  }

  /** Stops the runs in progress. */
  close(options: CloseOptions): Promise<void> {
    return this.#runner.close(options)
  }
}
