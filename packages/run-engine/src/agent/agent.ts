import type { EventLike, RunAgentInput } from '../events/events.ts'

/** Receives the events of a run: the observer half of an Observable. */
export interface EventObserver {
  next(event: EventLike): void
  error(error: unknown): void
  complete(): void
}

/** Anything with an Observable's `subscribe`; rxjs's `Observable` is one. */
export interface SubscribableEvents {
  subscribe(observer: {
    // biome-ignore lint/suspicious/noExplicitAny: without `strict`, the events of @ag-ui/client 0.x have an optional type
    next(event: any): void
    error(error: unknown): void
    complete(): void
  }): { unsubscribe(): void }
}

/** A source of events: an Observable of any library, or an async iterable such as an async generator. */
export type EventSource = SubscribableEvents | AsyncIterable<EventLike>

/** The second argument of `run`. */
export interface AgentRunContext {
  /** Aborts when the run is stopped, exceeds a limit, or its runner closes. Pass it to every outgoing call. */
  signal: AbortSignal
}

/**
 * An AG-UI agent. Agents are recognized by their shape and never by `instanceof`, because an application may have two
 * copies of `@ag-ui/client`. A plain object with a `run` method is an agent as well.
 */
export interface AgentLike {
  agentId?: string | undefined
  description?: string | undefined
  /** Starts one run and returns its events. */
  // biome-ignore lint/suspicious/noExplicitAny: the input's type differs between versions of @ag-ui/client, and all are accepted
  run(input: any, context?: AgentRunContext): EventSource
  /** Returns an instance for one request, so that requests share no state. */
  clone?(): unknown
  /** Aborts the running run. */
  abortRun?(): void
}

/** The optional members of `AbstractAgent` in `@ag-ui/client` that the engine uses. */
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

/** An agent with every member that the engine can use. */
export type KnownAgent = AgentLike & AbstractAgentMembers

/** Whether a value is an agent. */
export function isAgentLike(value: unknown): value is AgentLike {
  if (typeof value !== 'object' || value === null) return false
  const agent = value as { run?: unknown; runAgent?: unknown }
  return typeof agent.run === 'function' || typeof agent.runAgent === 'function'
}

/**
 * The input for this agent. An agent that is built on a 0.x client passes it to servers that reject the fields of
 * 1.0.
 */
export function inputFor(agent: KnownAgent, input: RunAgentInput): RunAgentInput {
  const { protocolVersion: _declared, ...rest } = input
  const ceiling = agent.maxProtocolVersion
  const speaks1 = typeof ceiling === 'string' && Number.parseInt(ceiling, 10) >= 1
  return speaks1 ? { ...rest, protocolVersion: '1.0' } : rest
}
