import type { AgentLike, RunAgentInput, RunObserver } from '@flightdeck/run-engine'
import type { ServerRequest } from '../http/host-request.ts'
import type { RouteMode } from '../routing/router.ts'
import type { ResolvedRuntime } from '../runtime/resolved-runtime.ts'
import type { RuntimeUser } from '../runtime/runtime-user.ts'

/** The context of a route. */
export interface HandlerContext {
  readonly runtime: ResolvedRuntime
  /** The request, as hooks left it. */
  readonly request: ServerRequest
  /** The mode of the handler. */
  readonly mode: RouteMode
  /** True for a page of another origin where users are not identified: it is told of no thread whose id it does not know. */
  readonly isForeign: boolean
  /** Resolves with the agents for this request, by id. */
  agents(): Promise<Record<string, AgentLike>>
  /**
   * Resolves with the agent `agentId`.
   *
   * @throws RuntimeError `agent_not_found`
   */
  agent(agentId: string): Promise<AgentLike>
  /**
   * Resolves with the user of the request; null without `identifyUser`, which is called once per request.
   *
   * @throws RuntimeError `unauthorized`, `identify_failed`, `invalid_user`
   */
  user(): Promise<RuntimeUser | null>
  /** Calls the hooks `onBeforeRun` and resolves with the observers that they returned. Rejects with what a hook throws. */
  beforeRun(agentId: string, input: RunAgentInput): Promise<readonly RunObserver[]>
  /**
   * Authorizes the request and resolves with the owner of the threads it may access; undefined without `identifyUser`.
   *
   * @throws RuntimeError `unauthorized`, `forbidden`, `identify_failed`, `invalid_user`, `authorize_failed`
   */
  admit(about?: { agentId?: string | undefined; threadId?: string | undefined }): Promise<string | undefined>
}
