import type { AgentLike } from '@flightdeck/run-engine'
import type { ServerRequest } from '../host-request.ts'
import type { ResolvedRuntime } from '../resolved-runtime.ts'

/** What a route's handler works with. */
export interface HandlerContext {
  readonly runtime: ResolvedRuntime
  /** The request as the hooks left it. */
  readonly request: ServerRequest
  /** Every agent that this request may use, by its id. */
  agents(): Promise<Record<string, AgentLike>>
  /**
   * The agent called `agentId`.
   *
   * @throws RuntimeError `agent_not_found`
   */
  agent(agentId: string): Promise<AgentLike>
  /**
   * Who the thread of this request belongs to; nothing where nobody is identified.
   *
   * @throws RuntimeError `unauthorized`
   */
  owner(): Promise<string | undefined>
}
