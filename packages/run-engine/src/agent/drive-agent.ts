import type { EventLike, RunAgentInput } from '../events/events.ts'
import { type AgentLike, type AgentRunContext, type EventSource, inputFor, type KnownAgent } from './agent.ts'
import { isEventSource, observe } from './event-stream.ts'
import { tameHttpAgent } from './http-agent.ts'

/** A producer at work. */
export interface Driven {
  /** Settles when the producer has ended: fulfilled in order, rejected with what it threw. Pending for ever after `cut`. */
  readonly done: Promise<void>
  /** Stops listening, whatever the producer does. */
  cut(): void
}

/** A link of the chain that `agent.use(…)` builds. */
interface Middleware {
  run(input: RunAgentInput, next: ChainLink): EventSource
}

interface ChainLink {
  run(input: RunAgentInput): EventSource | PromiseLike<EventSource>
  readonly messages: unknown
  readonly state: unknown
}

/**
 * Sets an agent to work on one run and hands over each of its events.
 *
 * The agent's `run()` is called through its middleware chain. An agent that overrides `runAgent()`, or carries
 * subscribers, is driven through `runAgent()` instead: that is where its own behaviour lives.
 */
export function driveAgent(
  agentLike: AgentLike,
  input: RunAgentInput,
  context: AgentRunContext,
  next: (event: EventLike) => void,
): Driven {
  const agent: KnownAgent = agentLike
  let unlisten = (): void => {}
  let cut = false
  const receive = (event: EventLike): void => {
    if (!cut) next(event)
  }
  const done = new Promise<void>((resolve, reject) => {
    try {
      tameHttpAgent(agent)
      if (needsRunAgent(agent)) {
        throughRunAgent(agent, input, receive).then(() => resolve(), reject)
        return
      }
      const listen = (source: EventSource): void => {
        if (!isEventSource(source))
          throw new TypeError(`run() of the agent gave ${String(source)}, not a source of events`)
        if (!cut) unlisten = observe(source, { next: receive, error: reject, complete: resolve })
      }
      const source = chainOf(agent, context).run(inputFor(agent, input))
      if (isPromise(source)) source.then(listen).then(undefined, reject)
      else listen(source)
    } catch (error) {
      reject(error)
    }
  })
  done.catch(() => {})
  return {
    done,
    cut() {
      cut = true
      try {
        unlisten()
      } catch {
        // A producer that fails while it is let go has nobody left to tell.
      }
    },
  }
}

function chainOf(agent: KnownAgent, context: AgentRunContext): ChainLink {
  const link = (run: ChainLink['run']): ChainLink => ({
    run,
    get messages() {
      return agent.messages
    },
    get state() {
      return agent.state
    },
  })
  const middlewares = Array.isArray(agent.middlewares) ? (agent.middlewares as Middleware[]) : []
  return middlewares.reduceRight<ChainLink>(
    (inner, middleware) => link((input) => middleware.run(input, inner)),
    link((input) => agent.run(input, context)),
  )
}

function isPromise(source: EventSource | PromiseLike<EventSource>): source is PromiseLike<EventSource> {
  return typeof (source as { then?: unknown } | undefined)?.then === 'function'
}

function needsRunAgent(agent: KnownAgent): boolean {
  if (typeof agent.runAgent !== 'function') return false
  return typeof agent.run !== 'function' || hasSubscribers(agent) || overridesRunAgent(agent)
}

function hasSubscribers(agent: KnownAgent): boolean {
  return Array.isArray(agent.subscribers) && agent.subscribers.length > 0
}

function overridesRunAgent(agent: KnownAgent): boolean {
  let holder: object | null = agent
  while (holder !== null && !Object.hasOwn(holder, 'runAgent')) holder = Object.getPrototypeOf(holder)
  if (holder === null) return false
  const owns = (name: string): boolean => Object.hasOwn(holder, name)
  const isBaseClass = owns('connectAgent') && owns('use')
  // HttpAgent's own override only renews its abort controller, which a fresh clone has no need of.
  const isHttpAgent = owns('requestInit') && owns('abortRun') && owns('run') && owns('clone')
  return !isBaseClass && !isHttpAgent
}

/**
 * An agent with subscribers has its events applied as they expect. Without any, the client's pipeline is told to
 * leave the events alone: it would copy all messages for each of them, and nobody would look.
 */
async function throughRunAgent(
  agent: KnownAgent,
  input: RunAgentInput,
  receive: (event: EventLike) => void,
): Promise<void> {
  const applied = hasSubscribers(agent)
  agent.threadId = input.threadId
  agent.setMessages?.(input.messages)
  if (input.state !== undefined) agent.setState?.(input.state)
  const { runId, tools, context, forwardedProps, resume } = input
  await agent.runAgent?.(
    { runId, tools, context, forwardedProps, ...(resume && { resume }) },
    {
      onEvent: ({ event }: { event: EventLike }) => {
        receive(event)
        return applied ? undefined : { stopPropagation: true }
      },
    },
  )
}
