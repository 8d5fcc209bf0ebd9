import type { EventLike, RunAgentInput } from '../events/events.ts'
import { type AgentLike, type AgentRunContext, type EventSource, inputFor, type KnownAgent } from './agent.ts'
import { isEventSource, observe } from './event-stream.ts'
import type { FloodLimits } from './event-subscriber.ts'
import { guardFloods } from './guard-floods.ts'
import { guardHttpAgent } from './http-agent.ts'

/** A running agent. */
export interface Driven {
  /** Resolves when the agent ends, rejects with the error that it throws. Stays pending after `disconnect`. */
  readonly done: Promise<void>
  /** Ignores all further events of the agent. */
  disconnect(): void
}

/** How an agent is driven. */
export interface DriveOptions {
  /** Receives each event of the agent. */
  next(event: EventLike): void
  /** Whether further events are wanted. Asked after each event; the agent is disconnected when they are not. @default yes */
  isWanted?(): boolean
  /** How many events of an agent that emits synchronously may wait. @default no limit */
  flood?: FloodLimits | undefined
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
 * Runs an agent and passes on each of its events.
 *
 * Calls the agent's `run()` through its middleware chain. An agent that overrides `runAgent()` or has subscribers is
 * run through `runAgent()`, because its own behavior is there.
 */
export function driveAgent(
  agentLike: AgentLike,
  input: RunAgentInput,
  context: AgentRunContext,
  { next, isWanted = () => true, flood }: DriveOptions,
): Driven {
  const agent: KnownAgent = agentLike
  let unsubscribe = (): void => {}
  let disconnected = false
  const receive = (event: EventLike): void => {
    if (disconnected) return
    next(event)
    // The agent may emit before this function returns, so before its caller can disconnect it.
    if (!isWanted()) disconnect()
  }
  function disconnect(): void {
    disconnected = true
    try {
      unsubscribe()
    } catch {
      // The agent is disconnected, so there is no one to report the error to.
    }
  }
  const done = new Promise<void>((resolve, reject) => {
    try {
      guardHttpAgent(agent)
      if (needsRunAgent(agent)) {
        if (flood !== undefined) guardFloods(agent, flood)
        callRunAgent(agent, input, receive, () => disconnected).then(() => resolve(), reject)
        return
      }
      const listen = (source: EventSource): void => {
        if (!isEventSource(source))
          throw new TypeError(
            `run() of the agent returned ${String(source)}, which is not a source of events`,
          )
        if (disconnected) return
        const opened = (close: () => void): void => {
          unsubscribe = close
        }
        observe(source, { next: receive, error: reject, complete: resolve }, { opened, flood })
      }
      const source = chainOf(agent, context).run(inputFor(agent, input))
      if (isPromise(source)) source.then(listen).then(undefined, reject)
      else listen(source)
    } catch (error) {
      reject(error)
    }
  })
  done.catch(() => {})
  return { done, disconnect }
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
  // HttpAgent only renews its abort controller there, which a new clone does not need.
  const isHttpAgent = owns('requestInit') && owns('abortRun') && owns('run') && owns('clone')
  return !isBaseClass && !isHttpAgent
}

/**
 * Runs an agent through `runAgent()`. With subscribers, the client applies the events as usual. Without any, the
 * client is told to skip that, because it would copy all messages for each event.
 */
async function callRunAgent(
  agent: KnownAgent,
  input: RunAgentInput,
  receive: (event: EventLike) => void,
  isDisconnected: () => boolean,
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
        // An event that ended the run, such as too large a patch, is not applied.
        return applied && !isDisconnected() ? undefined : { stopPropagation: true }
      },
    },
  )
}
