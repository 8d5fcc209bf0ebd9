import type { EventLike, RunAgentInput } from '../events/events.ts'
import { within } from '../time/timers.ts'
import type { AgentLike, AgentRunContext } from './agent.ts'
import { type Driven, driveAgent } from './drive-agent.ts'
import type { FloodLimits } from './event-subscriber.ts'

/** Options of an `AgentTask`. */
export interface AgentTaskOptions {
  agent: AgentLike
  input: RunAgentInput
  /** Milliseconds that the agent has to end after an abort, or after its last event. */
  graceMs: number
  /** How many events of an agent that emits synchronously may wait. */
  flood: FloodLimits
  onEvent(event: EventLike): void
  onEnd(): void
  onFailure(error: unknown): void
}

/**
 * An agent that works on a run.
 *
 * Tests: `runnerConformance` of `@flightdeck/testkit`.
 */
export class AgentTask {
  readonly #options: AgentTaskOptions
  readonly #abort = new LazyAbort()
  #driven: Driven | undefined
  #working = false

  constructor(options: AgentTaskOptions) {
    this.#options = options
  }

  /** Starts the agent. Events may arrive before this returns. */
  start(): void {
    const { agent, input, flood, onEvent, onEnd, onFailure } = this.#options
    this.#working = true
    this.#driven = driveAgent(agent, input, this.#abort, {
      next: onEvent,
      isWanted: () => this.#working,
      flood,
    })
    this.#driven.done.then(
      () => {
        this.#working = false
        onEnd()
      },
      (error) => {
        this.#working = false
        onFailure(error)
      },
    )
  }

  /** Aborts the signal and calls `abortRun()`. The agent may ignore both. */
  abort(): void {
    if (!this.#abort.abort()) return
    try {
      this.#options.agent.abortRun?.()
    } catch {
      // An agent whose abortRun() throws is killed after the grace period, like one that ignores it.
    }
  }

  /** Gives the agent the grace period to finish its work after its last event, then kills it. */
  drain(): void {
    if (!this.#working) return
    const timer = setTimeout(() => this.kill(), this.#options.graceMs)
    const settled = (): void => clearTimeout(timer)
    this.#driven?.done.then(settled, settled)
  }

  /** Aborts the agent and ignores its further events. */
  kill(): void {
    if (!this.#working) return
    this.#working = false
    this.abort()
    this.#driven?.disconnect()
  }

  /** Waits until the agent has ended or thrown, at most `ms` milliseconds. */
  async settled(ms: number): Promise<void> {
    const { done } = this.#driven ?? {}
    if (!this.#working || done === undefined) return
    await within(
      done.then(undefined, () => {}),
      ms,
    )
  }
}

/** The context of a run. Creates its signal on first use, because few agents read it. */
class LazyAbort implements AgentRunContext {
  #controller: AbortController | undefined
  #aborted = false

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#aborted) this.#controller.abort()
    return this.#controller.signal
  }

  /** Aborts the signal. Returns false if it was aborted before. */
  abort(): boolean {
    if (this.#aborted) return false
    this.#aborted = true
    this.#controller?.abort()
    return true
  }
}
