import type { AddedTools, BuiltInAgent, BuiltInAgentConfiguration } from '@flightdeck/builtin-agent'
import { agentDescription } from '@flightdeck/builtin-agent/parts'
import type { AgentRunContext, EventSource } from '@flightdeck/run-engine'
import { eventsLater } from './events-later.ts'
import { type AgentModule, loadAgentModule, loadedAgentModule } from './load-agent-module.ts'

type Input = Parameters<BuiltInAgent['run']>[0]
type Middleware = Parameters<BuiltInAgent['use']>[0]
type Subscriber = Parameters<BuiltInAgent['subscribe']>[0]

/** What an agent shares with its clones. */
interface Origin {
  readonly config: BuiltInAgentConfiguration
  /** The agent itself, once its module is loaded; it holds the connections to MCP servers. */
  agent?: BuiltInAgent
}

/**
 * Stands for a `BuiltInAgent` until the module of that is loaded, which its construction starts. From then on its clones
 * are the real thing; and runs that were started earlier wait for it.
 */
export class LazyAgent {
  agentId: string | undefined
  description: string
  headers: Record<string, string> | undefined
  messages: BuiltInAgent['messages'] = []
  state: BuiltInAgent['state'] = {}
  /** As the engine reads them: each with a `run`. */
  middlewares: {
    run(...args: Parameters<Extract<Middleware, (...args: never[]) => unknown>>): EventSource
  }[] = []
  subscribers: Subscriber[] = []
  private given: Middleware[] = []
  private added: readonly AddedTools[] = []
  private origin: Origin
  private agent: BuiltInAgent | undefined
  private ownThreadId: string | undefined

  constructor(config: BuiltInAgentConfiguration) {
    this.origin = { config }
    this.description = agentDescription(config)
    // A failure is told by the run that needs the module.
    loadAgentModule().catch(() => {})
  }

  /** Made up when it is first asked for: a Worker may make no random values before its first request. */
  get threadId(): string {
    this.ownThreadId ??= crypto.randomUUID()
    return this.ownThreadId
  }

  set threadId(threadId: string) {
    this.ownThreadId = threadId
  }

  canOverride(property: string): boolean {
    const { config } = this.origin
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
    return eventsLater(loadAgentModule().then((late) => this.real(late).run(input, context)))
  }

  abortRun(): void {
    this.agent?.abortRun()
  }

  clone(): LazyAgent | BuiltInAgent {
    const module = loadedAgentModule()
    // A subclass has overridden something, and its clones must as well.
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
    await this.origin.agent?.close()
  }

  /** The class this stands for. */
  protected classIn(module: AgentModule): new (config: BuiltInAgentConfiguration) => BuiltInAgent {
    return module.BuiltInAgent
  }

  /** Whether nothing of it is overridden. */
  protected isPlain(): boolean {
    return this.constructor === LazyAgent
  }

  /** Has the agent do something with all that was set here, and takes over what it makes of it. */
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
    this.origin.agent ??= new (this.classIn(module))(this.origin.config)
    let agent = this.origin.agent.clone()
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
