import { type AgentLike, isAgentLike } from '@flightdeck/run-engine'
import { RuntimeError } from '../http/runtime-error.ts'
import type { Logger } from '../logging/logger.ts'

/** Agents by the id under which clients ask for them. */
export type AgentsRecord = Readonly<Record<string, AgentLike>>

/** What a function that makes agents is told. */
export interface AgentFactoryContext {
  /** The request that needs an agent, as hooks and middlewares left it. */
  request: Request
}

/** Makes the agents for one request. */
export type AgentsFactory = (context: AgentFactoryContext) => AgentsRecord | Promise<AgentsRecord>

/**
 * The `agents` option: the agents, a promise of them, or a function that is called for every request that
 * needs one.
 */
export type AgentsConfig = AgentsRecord | Promise<AgentsRecord> | AgentsFactory

/** The id that clients ask for when their application names none. */
const DEFAULT_AGENT_ID = 'default'

/**
 * The agents for one request. Nothing is remembered: a function is called each time.
 *
 * @throws TypeError if the configuration gives no record of agents, or is a function and there is no request;
 *   and whatever the configuration itself throws
 */
export async function resolveAgents(
  agents: AgentsConfig,
  request?: Request | undefined,
): Promise<AgentsRecord> {
  const resolved: unknown = await (typeof agents === 'function' ? callFactory(agents, request) : agents)
  if (typeof resolved !== 'object' || resolved === null || Array.isArray(resolved)) {
    throw new TypeError('agents must resolve to an object of agents by id, such as { default: agent }.')
  }
  const entries: [string, unknown][] = Object.entries(resolved)
  return Object.fromEntries(entries.map(([id, agent]) => [id, checkedAgent(id, agent)]))
}

/**
 * The agent called `agentId`. The id `default` also finds an agent of another name if it is the only one.
 * Which agents there are is told to the log, not to the client.
 *
 * @throws RuntimeError `agent_not_found`
 */
export function findAgent(agents: AgentsRecord, agentId: string, logger: Logger): AgentLike {
  const known = Object.keys(agents)
  const only = known.length === 1 && agentId === DEFAULT_AGENT_ID ? known[0] : undefined
  const id = Object.hasOwn(agents, agentId) ? agentId : only
  const agent = id === undefined ? undefined : agents[id]
  if (agent !== undefined) return agent
  logger.warn('A request names an unknown agent', { agentId: shown(agentId), known })
  throw new RuntimeError('agent_not_found', `Agent '${shown(agentId)}' does not exist`)
}

function callFactory(
  factory: AgentsFactory,
  request: Request | undefined,
): AgentsRecord | Promise<AgentsRecord> {
  if (request !== undefined) return factory({ request })
  throw new TypeError('agents is a function of the request, so call resolveAgents(agents, request).')
}

function checkedAgent(id: string, agent: unknown): AgentLike {
  if (isAgentLike(agent)) return agent
  throw new TypeError(`agents.${id} is not an agent: an agent is an object with a run method.`)
}

function shown(agentId: string): string {
  return agentId.length > 200 ? `${agentId.slice(0, 200)}…` : agentId
}
