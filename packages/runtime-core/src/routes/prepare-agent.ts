import type { AgentLike, RunAgentInput } from '@flightdeck/run-engine'
import { mergeAgentHeaders } from '../http/forward-headers.ts'

/** The members that the instance of a request receives, if the agent's class has them. */
interface RequestInstance extends AgentLike {
  threadId?: unknown
  headers?: unknown
  setMessages?(messages: unknown): void
  setState?(state: unknown): void
}

/** What an agent receives from a request. */
export interface AgentPreparation {
  agentId: string
  input: RunAgentInput
  /** Forwarded headers of the request. The agent's own headers take precedence. */
  headers: Record<string, string>
}

/**
 * Returns the instance of an agent for one request: a clone with the request's messages, state and headers. An agent
 * without `clone` is used unchanged, because other requests share it.
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
