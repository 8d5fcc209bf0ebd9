import type { EventLike, RunAgentInput } from '../events/events.ts'
import { within } from '../time/within.ts'
import type { AgentLike } from './agent.ts'
import { type Driven, driveAgent } from './drive-agent.ts'
import { RunAbort } from './run-abort.ts'

/** What an agent is set to work with. */
export interface AgentAtWorkOptions {
  agent: AgentLike
  input: RunAgentInput
  /** Milliseconds that it has to end after it was asked to, or said its last. */
  graceMs: number
  onEvent(event: EventLike): void
  onEnd(): void
  onFailure(error: unknown): void
}

/** An agent at work for a run, and the ways to part from it. */
export class AgentAtWork {
  readonly #options: AgentAtWorkOptions
  readonly #abort = new RunAbort()
  #driven: Driven | undefined
  #working = false

  constructor(options: AgentAtWorkOptions) {
    this.#options = options
  }

  /** Sets it to work. Events may come before this returns. */
  start(): void {
    const { agent, input, onEvent, onEnd, onFailure } = this.#options
    this.#working = true
    this.#driven = driveAgent(agent, input, this.#abort, onEvent)
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

  /** Asks it to end. Whether it heeds that is its own affair. */
  askToEnd(): void {
    if (!this.#abort.abort()) return
    try {
      this.#options.agent.abortRun?.()
    } catch {
      // An agent that fails to abort is cut off after the grace period like one that ignores it.
    }
  }

  /** Lets it finish what it has left to do after its last event, such as keeping its own records, for a while. */
  letGo(): void {
    if (!this.#working) return
    const timer = setTimeout(() => this.cutOff(), this.#options.graceMs)
    const settled = (): void => clearTimeout(timer)
    this.#driven?.done.then(settled, settled)
  }

  /** Hears no more of it. */
  cutOff(): void {
    if (!this.#working) return
    this.#working = false
    this.askToEnd()
    this.#driven?.cut()
  }

  /** Waits until it has ended or thrown, for some milliseconds at most. */
  async settled(ms: number): Promise<void> {
    const { done } = this.#driven ?? {}
    if (!this.#working || done === undefined) return
    await within(
      ms,
      done.then(undefined, () => {}),
    )
  }
}
