import type { EventLike, RunAgentInput } from '../events/events.ts'

/** What a run's source of events reports to: the observer half of an Observable. */
export interface EventObserver {
  next(event: EventLike): void
  error(error: unknown): void
  complete(): void
}

/** Anything with an Observable's `subscribe`; rxjs's `Observable` is one. */
export interface SubscribableEvents {
  subscribe(observer: EventObserver): { unsubscribe(): void }
}

/** Where events come from: an Observable of any library, or an async iterable such as an async generator. */
export type EventSource = SubscribableEvents | AsyncIterable<EventLike>

/** Handed to `run` as its second argument. */
export interface AgentRunContext {
  /** Aborts when the run is stopped, hits a limit, or its runner closes. Hand it to every call that goes out. */
  signal: AbortSignal
}

/**
 * An AG-UI agent, accepted by its shape and never by `instanceof`: an application easily ends up with two copies of
 * `@ag-ui/client`, and an agent built on either is welcome, and so is a plain object with a `run` method.
 */
export interface AgentLike {
  agentId?: string | undefined
  description?: string | undefined
  /** Starts one run and gives its events. */
  // biome-ignore lint/suspicious/noExplicitAny: the input's type differs between versions of @ag-ui/client, and all are accepted
  run(input: any, context?: AgentRunContext): EventSource
  /** Gives an instance for one request, so that nothing of it leaks into another. */
  clone?(): unknown
  /** Asks the running run to end. */
  abortRun?(): void
}

/** The optional members of `@ag-ui/client`'s `AbstractAgent` that the engine uses where an agent has them. */
export interface AbstractAgentMembers {
  threadId?: unknown
  messages?: unknown
  state?: unknown
  subscribers?: unknown
  middlewares?: unknown
  maxProtocolVersion?: unknown
  setMessages?(messages: unknown): void
  setState?(state: unknown): void
  runAgent?(parameters: unknown, subscriber: unknown): Promise<unknown>
}

/** An agent seen with every member the engine knows how to use. */
export type KnownAgent = AgentLike & AbstractAgentMembers

/** Whether a value can serve as an agent. */
export function isAgentLike(value: unknown): value is AgentLike {
  if (typeof value !== 'object' || value === null) return false
  const agent = value as { run?: unknown; runAgent?: unknown }
  return typeof agent.run === 'function' || typeof agent.runAgent === 'function'
}

/** The input as this agent may see it: one built on a 0.x client passes it to peers that refuse what 1.0 added. */
export function inputFor(agent: KnownAgent, input: RunAgentInput): RunAgentInput {
  const { protocolVersion: _declared, ...rest } = input
  const ceiling = agent.maxProtocolVersion
  const speaks1 = typeof ceiling === 'string' && Number.parseInt(ceiling, 10) >= 1
  return speaks1 ? { ...rest, protocolVersion: '1.0' } : rest
}
