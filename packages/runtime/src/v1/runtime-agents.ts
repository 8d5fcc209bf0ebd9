import type { AgentLike } from '@flightdeck/run-engine'
import { type AgentsConfig, type AgentsFactory, resolveAgents } from '@flightdeck/runtime-core'
import { adapterAgent, checkAdapter, makesAgent } from './adapters/adapter-agent.ts'
import { warningsOf } from './adapters/adapter-warnings.ts'
import type { CopilotServiceAdapter } from './adapters/service-adapter.ts'
import type { KnownModel } from './hooks/observability.ts'
import { hasServerTools, type ServerToolsOptions, withServerTools } from './server-tools.ts'
import { warnOnce } from './warn-once.ts'

/** How endpoints reach the agents of a runtime. */
export interface BoundAgents {
  /** @throws TypeError for an adapter that says nothing about its model, where there are no agents */
  check(adapter: CopilotServiceAdapter | undefined): void
  /** Sets the adapter of endpoints that name none. */
  bind(adapter: CopilotServiceAdapter | undefined): void
  /** The agents of each request to an endpoint with this adapter. @default the one that was bound */
  of(adapter?: CopilotServiceAdapter): AgentsFactory
}

/** The agents of a runtime of the older API, which depend on the service adapter of the endpoint. */
export class RuntimeAgents implements BoundAgents {
  readonly #config: AgentsConfig
  readonly #tools: ServerToolsOptions
  readonly #made = new WeakMap<CopilotServiceAdapter, Promise<AgentLike>>()
  /** Of requests that are answered: the adapter whose agent serves them. */
  readonly #serving = new WeakMap<Request, CopilotServiceAdapter>()
  #adapter: CopilotServiceAdapter | undefined

  constructor(config: AgentsConfig | undefined, tools: ServerToolsOptions) {
    this.#config = config ?? {}
    this.#tools = tools
  }

  /**
   * Sets the adapter of endpoints that name none.
   *
   * @throws TypeError for an adapter that says nothing about its model, where there are no agents
   */
  bind(adapter: CopilotServiceAdapter | undefined): void {
    this.check(adapter)
    this.#adapter = adapter
  }

  /** @throws TypeError for an adapter that says nothing about its model, where there are no agents */
  check(adapter: CopilotServiceAdapter | undefined): void {
    const isEmpty = typeof this.#config === 'object' && Object.keys(this.#config).length === 0
    if (isEmpty && !(this.#config instanceof Promise)) checkAdapter(adapter)
    for (const warning of warningsOf(adapter)) warnOnce(this.#tools.logger(), warning)
  }

  /** The agents of each request to an endpoint with this adapter. @default the one that was bound */
  of(adapter?: CopilotServiceAdapter): AgentsFactory {
    return async ({ request }) => {
      const agents = await this.#agentsOf(adapter ?? this.#adapter, request)
      if (!hasServerTools(this.#tools)) return agents
      const entries = Object.entries(agents).map(
        ([id, agent]) => [id, withServerTools([id, agent], this.#tools, request)] as const,
      )
      return Object.fromEntries(entries)
    }
  }

  /** The model that the agents of a request are on, if an adapter says it. */
  modelOf(request: Request): KnownModel {
    const { model, provider } = this.#serving.get(request) ?? {}
    return { model, provider }
  }

  async #agentsOf(
    adapter: CopilotServiceAdapter | undefined,
    request: Request,
  ): Promise<Readonly<Record<string, AgentLike>>> {
    const own = await resolveAgents(this.#config, request)
    if (Object.keys(own).length > 0) return own
    if (!makesAgent(adapter)) {
      warnOnce(
        this.#tools.logger(),
        'No default agent: pass agents to CopilotRuntime, or a service adapter other than EmptyAdapter to the endpoint',
      )
      return own
    }
    this.#serving.set(request, adapter)
    return { default: await this.#agentFor(adapter) }
  }

  #agentFor(adapter: CopilotServiceAdapter): Promise<AgentLike> {
    const known = this.#made.get(adapter)
    if (known !== undefined) return known
    const making = adapterAgent(adapter)
    this.#made.set(adapter, making)
    making.catch(() => this.#made.delete(adapter))
    return making
  }
}
