import type { AddedTools, BuiltInAgent, BuiltInAgentConfiguration } from '@flightdeck/builtin-agent'
import { agentDescription, checkConfiguration } from '@flightdeck/builtin-agent/parts'
import type { AgentRunContext, EventSource } from '@flightdeck/run-engine'
import { deferredEvents } from './deferred-events.ts'
import { type AgentModule, loadAgentModule, loadedAgentModule } from './load-agent-module.ts'

type Input = Parameters<BuiltInAgent['run']>[0]
type Middleware = Parameters<BuiltInAgent['use']>[0]
type Subscriber = Parameters<BuiltInAgent['subscribe']>[0]

/** The state that an agent shares with its clones. */
interface Shared {
  readonly config: BuiltInAgentConfiguration
  /** The real agent, once its module is loaded. It has the connections to MCP servers. */
  agent?: BuiltInAgent
}

/**
 * A stand-in for a `BuiltInAgent` while its module is loading. Constructing it starts the load. After that its clones are
 * real `BuiltInAgent` instances. Runs that start earlier wait for the module.
 */
export class LazyAgent {
  agentId: string | undefined
  description: string
  headers: Record<string, string> | undefined
  messages: BuiltInAgent['messages'] = []
  state: BuiltInAgent['state'] = {}
  /** The middlewares as the engine expects them, each with a `run` method. */
  middlewares: {
    run(...args: Parameters<Extract<Middleware, (...args: never[]) => unknown>>): EventSource
  }[] = []
  subscribers: Subscriber[] = []
  private given: Middleware[] = []
  private added: readonly AddedTools[] = []
  private shared: Shared
  private agent: BuiltInAgent | undefined
  private ownThreadId: string | undefined

  constructor(config: BuiltInAgentConfiguration) {
    checkConfiguration(config)
    this.shared = { config }
    this.description = agentDescription(config)
    // A load error is reported by the run that needs the module.
    loadAgentModule().catch(() => {})
  }

  /** Generated on first access: a Worker must not create random values before its first request. */
  get threadId(): string {
    this.ownThreadId ??= crypto.randomUUID()
    return this.ownThreadId
  }

  set threadId(threadId: string) {
    this.ownThreadId = threadId
  }

  canOverride(property: string): boolean {
    const { config } = this.shared
    return !('factory' in config) && (config.overridableProperties ?? []).some((name) => name === property)
  }

  use(...middlewares: Middleware[]): this {
    this.given.push(...middlewares)
    for (const middleware of middlewares) {
      this.middlewares.push(typeof middleware === 'function' ? { run: middleware } : middleware)
    }
    return this
  }

  subscribe(subscriber: Subscriber): { unsubscribe(): void } {
    this.subscribers.push(subscriber)
    return {
      unsubscribe: () => {
        this.subscribers = this.subscribers.filter((other) => other !== subscriber)
      },
    }
  }

  run(input: Input, context?: AgentRunContext): EventSource {
    const module = loadedAgentModule()
    if (module !== undefined) return this.real(module).run(input, context)
    return deferredEvents(loadAgentModule().then((loaded) => this.real(loaded).run(input, context)))
  }

  abortRun(): void {
    this.agent?.abortRun()
  }

  clone(): LazyAgent | BuiltInAgent {
    const module = loadedAgentModule()
    // Clones of a subclass must have its overrides.
    return module !== undefined && this.isPlain() ? this.make(module) : this.copy()
  }

  private copy(): LazyAgent {
    const clone: LazyAgent = Object.assign(Object.create(Object.getPrototypeOf(this)), this)
    clone.agent = undefined
    clone.threadId = this.threadId
    clone.middlewares = [...this.middlewares]
    clone.given = [...this.given]
    clone.subscribers = [...this.subscribers]
    clone.messages = structuredClone(this.messages)
    clone.state = structuredClone(this.state)
    return clone
  }

  /** Another instance that has these tools as well, as `withTools` of `BuiltInAgent` gives it. */
  withTools(tools: AddedTools): LazyAgent {
    if ('factory' in this.shared.config) return this
    const clone = this.copy()
    clone.added = [...this.added, tools]
    return clone
  }

  setMessages(messages: BuiltInAgent['messages']): void {
    this.messages = structuredClone(messages)
  }

  setState(state: BuiltInAgent['state']): void {
    this.state = structuredClone(state)
  }

  addMessage(message: BuiltInAgent['messages'][number]): void {
    this.messages.push(message)
  }

  addMessages(messages: BuiltInAgent['messages']): void {
    this.messages.push(...messages)
  }

  async getCapabilities(): ReturnType<BuiltInAgent['getCapabilities']> {
    return await this.real(await loadAgentModule()).getCapabilities()
  }

  async runAgent(...args: Parameters<BuiltInAgent['runAgent']>): ReturnType<BuiltInAgent['runAgent']> {
    return await this.through((agent) => agent.runAgent(...args))
  }

  async connectAgent(
    ...args: Parameters<BuiltInAgent['connectAgent']>
  ): ReturnType<BuiltInAgent['connectAgent']> {
    return await this.through((agent) => agent.connectAgent(...args))
  }

  /** Closes the connections to MCP servers that this agent and its clones share. */
  async close(): Promise<void> {
    await this.shared.agent?.close()
  }

  /** The real class. */
  protected classIn(module: AgentModule): new (config: BuiltInAgentConfiguration) => BuiltInAgent {
    return module.BuiltInAgent
  }

  /** Whether this is not an instance of a subclass. */
  protected isPlain(): boolean {
    return this.constructor === LazyAgent
  }

  /** Calls the real agent with the state of this one, and copies the resulting state back. */
  private async through<Result>(act: (agent: BuiltInAgent) => Promise<Result>): Promise<Result> {
    const agent = this.make(await loadAgentModule())
    if (this.isPlain()) this.agent = agent
    else agent.run = this.run.bind(this) as typeof agent.run
    try {
      return await act(agent)
    } finally {
      this.messages = agent.messages
      this.state = agent.state
    }
  }

  private real(module: AgentModule): BuiltInAgent {
    this.agent ??= this.make(module)
    return this.agent
  }

  private make(module: AgentModule): BuiltInAgent {
    this.shared.agent ??= new (this.classIn(module))(this.shared.config)
    let agent = this.shared.agent.clone()
    for (const tools of this.added) agent = agent.withTools(tools)
    if (this.agentId !== undefined) agent.agentId = this.agentId
    agent.description = this.description
    agent.threadId = this.threadId
    agent.setMessages(this.messages)
    agent.setState(this.state)
    agent.use(...this.given)
    for (const subscriber of this.subscribers) agent.subscribe(subscriber)
    return Object.assign(agent, this.headers && { headers: this.headers })
  }
}
