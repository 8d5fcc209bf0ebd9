import type { AgentRunContext } from './agent.ts'

/** What an agent is handed to learn that its run is over. Its signal is made when somebody asks for it: few agents do. */
export class RunAbort implements AgentRunContext {
  #controller: AbortController | undefined
  #aborted = false

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#aborted) this.#controller.abort()
    return this.#controller.signal
  }

  /** Aborts the signal. False if that was done before. */
  abort(): boolean {
    if (this.#aborted) return false
    this.#aborted = true
    this.#controller?.abort()
    return true
  }
}
