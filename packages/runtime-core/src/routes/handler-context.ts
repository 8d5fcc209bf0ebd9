import type { AgentLike, RunAgentInput, RunObserver } from '@flightdeck/run-engine'
import type { ServerRequest } from '../http/host-request.ts'
import type { RouteMode } from '../routing/router.ts'
import type { ResolvedRuntime } from '../runtime/resolved-runtime.ts'
import type { RuntimeUser } from '../runtime/runtime-user.ts'

/** What a route's handler works with. */
export interface HandlerContext {
  readonly runtime: ResolvedRuntime
  /** The request as the hooks left it. */
  readonly request: ServerRequest
  /** Which of the transports this handler speaks. */
  readonly mode: RouteMode
  /** True for a page of another origin where users are not identified: it is told of no thread whose id it does not know. */
  readonly isForeign: boolean
  /** Every agent that this request may use, by its id. */
  agents(): Promise<Record<string, AgentLike>>
  /**
   * The agent called `agentId`.
   *
   * @throws RuntimeError `agent_not_found`
   */
  agent(agentId: string): Promise<AgentLike>
  /**
   * Who the request comes from; null where nobody is identified. Asked once per request.
   *
   * @throws RuntimeError `unauthorized`, `identify_failed`, `invalid_user`
   */
  user(): Promise<RuntimeUser | null>
  /** Calls the hooks `onBeforeRun` and gives the observers that they want for the run. Rejects with what a hook throws. */
  beforeRun(agentId: string, input: RunAgentInput): Promise<readonly RunObserver[]>
  /**
   * Lets the request go on if its user may do what it asks, and gives the owner of the threads it may reach; nothing
   * where nobody is identified.
   *
   * @throws RuntimeError `unauthorized`, `forbidden`, `identify_failed`, `invalid_user`, `authorize_failed`
   */
  admit(about?: { agentId?: string | undefined; threadId?: string | undefined }): Promise<string | undefined>
}
