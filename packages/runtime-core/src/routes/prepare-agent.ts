import type { AgentLike, RunAgentInput } from '@flightdeck/run-engine'
import { mergeAgentHeaders } from '../http/forward-headers.ts'

/** The members that a request's own instance is given, where the agent's class has them. */
interface RequestInstance extends AgentLike {
  threadId?: unknown
  headers?: unknown
  setMessages?(messages: unknown): void
  setState?(state: unknown): void
}

/** What a request gives its agent. */
export interface AgentPreparation {
  agentId: string
  input: RunAgentInput
  /** Headers of the request that the agent may pass on. Its own win. */
  headers: Record<string, string>
}

/**
 * The instance of an agent that serves one request: a clone that carries the request's messages, state and headers.
 * An agent that cannot be cloned is used as it is and nothing is written to it, since it serves others as well.
 *
 * @throws whatever the agent's `clone` throws
 */
export function prepareAgent(agent: AgentLike, { agentId, input, headers }: AgentPreparation): AgentLike {
  if (typeof agent.clone !== 'function') return agent
  const instance = agent.clone() as RequestInstance
  instance.agentId = agentId
  instance.threadId = input.threadId
  instance.setMessages?.(input.messages)
  if (input.state !== undefined) instance.setState?.(input.state)
  instance.headers = mergeAgentHeaders(instance.headers as Record<string, string> | undefined, headers)
  return instance
}
