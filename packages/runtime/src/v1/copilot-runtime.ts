import {
  CopilotRuntime as BaseRuntime,
  type CopilotRuntimeOptions,
  type Logger,
} from '@flightdeck/runtime-core'
import type { Parameter } from './actions/parameter.ts'
import type { CopilotServiceAdapter } from './adapters/service-adapter.ts'
import { checkParams } from './check-params.ts'
import { closeClients } from './mcp/mcp-clients.ts'
import { type CopilotRuntimeConstructorParams, newerOptions, olderNames } from './options.ts'
import { type BoundAgents, RuntimeAgents } from './runtime-agents.ts'
import { runtimeHooks } from './runtime-hooks.ts'
import { warnOnce } from './warn-once.ts'

type CloseOptions = Parameters<BaseRuntime['close']>[0]

/**
 * The runtime of the root: that of `/v2`, with the options of the older API beside its own. No option is required: a service
 * adapter, passed to the endpoint, may give the agent `default`.
 *
 * ```ts
 * const runtime = new CopilotRuntime({ actions: [{ name: 'now', handler: () => new Date().toISOString() }] })
 * const serviceAdapter = new OpenAIAdapter()
 * const { handleRequest } = copilotRuntimeNextJSAppRouterEndpoint({ runtime, serviceAdapter, endpoint: '/api/copilotkit' })
 * ```
 */
export class CopilotRuntime<const T extends Parameter[] | [] = []> extends BaseRuntime {
  /** @internal */
  protected static override readonly moreOptions: readonly string[] = olderNames
  /** What the runtime was constructed with. */
  readonly params: CopilotRuntimeConstructorParams
  /** @internal Found by name, so that another copy of this package can serve this runtime. */
  readonly boundAgents: BoundAgents

  /** @throws TypeError for an option that is unknown, contradicts another, or is not served */
  constructor(params: CopilotRuntimeConstructorParams<T> = {}) {
    const given = params as unknown as CopilotRuntimeConstructorParams
    const warnings = checkParams(given)
    const { actions, createMCPClient, mcpServers = [], allowRequestMcpServers: allow } = given
    const logger = (): Logger => this.resolved.logger
    const agents = new RuntimeAgents(given.agents, {
      actions,
      createMCPClient,
      configured: mcpServers,
      allow,
      logger,
    })
    const options: CopilotRuntimeOptions = {
      ...newerOptions(given),
      agents: agents.of(),
    }
    const hooks = runtimeHooks({
      params: given,
      logger,
      modelOf: (request) => agents.modelOf(request),
    })
    super(hooks === undefined ? options : { ...options, hooks })
    this.params = given
    this.boundAgents = agents
    for (const warning of warnings) warnOnce(logger(), warning)
  }

  /** This runtime: there is no other one behind it. */
  get instance(): this {
    return this
  }

  /**
   * Sets the service adapter for handlers that are not made by one of the endpoint helpers. The helpers take an adapter each.
   *
   * @throws TypeError for an adapter that says nothing about its model, where there are no agents
   */
  handleServiceAdapter(adapter: CopilotServiceAdapter): void {
    this.boundAgents.bind(adapter)
  }

  /**
   * Closes the runtime as the current one does, in the same steps, and then the MCP clients.
   */
  override async close(options: CloseOptions = {}): Promise<void> {
    const { createMCPClient } = this.params
    await super.close(options)
    if (createMCPClient !== undefined) await closeClients(createMCPClient)
  }

  /** @deprecated Throws: serve the runtime with one of the endpoint helpers. */
  processRuntimeRequest(_request: unknown): never {
    throw removed(
      'processRuntimeRequest',
      'createCopilotRuntimeHandler({ runtime }), which answers a Request',
    )
  }

  /** @deprecated Throws: use `resolveAgents(runtime.agents, request)`. */
  getAllAgents(_context: unknown): never {
    throw removed('getAllAgents', 'resolveAgents(runtime.agents, request), or GET /info')
  }

  /** @deprecated Throws: register every agent under `agents`. */
  discoverAgentsFromEndpoints(_context: unknown): never {
    throw removed('discoverAgentsFromEndpoints', 'the option agents, where every agent is registered')
  }

  /** @deprecated Throws: use `GET /threads/:threadId/state`. */
  loadAgentState(_context: unknown, _threadId: string, _agentName: string): never {
    throw removed('loadAgentState', 'GET /threads/:threadId/state, or runner.threads')
  }

  /** @deprecated Throws: use the option `onError`. */
  errorGraphQLError(_error: unknown, _context: unknown): never {
    throw removed('errorGraphQLError', 'the option onError')
  }
}

function removed(method: string, instead: string): Error {
  return new Error(`${method} is not part of this runtime, which serves no GraphQL. Use ${instead}.`)
}
