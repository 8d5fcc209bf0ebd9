import type { AcceptedRun, CloseOptions, RunLimits, RunObserver, StartRequest } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'

/** A relayed run, and how to end it. */
export interface RelayedRun {
  accepted: AcceptedRun
  stop(): void
}

/** Drives runs that no thread of ours keeps. Each has the engine's guard, limits and log, on a thread of its own that is gone with it. */
export class Relay {
  readonly #runner: InMemoryAgentRunner

  constructor(limits: RunLimits, observers: readonly RunObserver[]) {
    this.#runner = new InMemoryAgentRunner({ limits, observers, maxThreads: 1 })
  }

  /** Starts a run. It is alone on its thread, whatever the thread's id. */
  async start(request: Omit<StartRequest, 'owner'>): Promise<RelayedRun> {
    const owner = crypto.randomUUID()
    const accepted = await this.#runner.start({ ...request, owner })
    const { threadId, runId } = accepted
    return { accepted, stop: () => void this.#runner.stop({ threadId, runId, owner }).catch(() => {}) }
  }

  /** Ends what still runs. */
  close(options: CloseOptions): Promise<void> {
    return this.#runner.close(options)
  }
}
