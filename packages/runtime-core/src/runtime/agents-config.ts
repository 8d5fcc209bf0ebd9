import type { AgentLike } from '@flightdeck/run-engine'
import { isAgentLike } from '@flightdeck/run-engine/internal'
import { RuntimeError } from '../http/runtime-error.ts'
import type { Logger } from '../logging/logger.ts'

/** Agents by id. */
export type AgentsRecord = Readonly<Record<string, AgentLike>>

/** The argument of a function that returns agents. */
export interface AgentFactoryContext {
  /** The request, as hooks and middlewares left it. */
  request: Request
}

/** Returns the agents for one request. */
export type AgentsFactory = (context: AgentFactoryContext) => AgentsRecord | Promise<AgentsRecord>

/**
 * The `agents` option: the agents, a promise of them, or a function that is called for every request that needs them.
 */
export type AgentsConfig = AgentsRecord | Promise<AgentsRecord> | AgentsFactory

/** The agent id of clients without an explicit one. */
const DEFAULT_AGENT_ID = 'default'

/**
 * Resolves with the agents for one request. A function is called each time.
 *
 * @throws TypeError if the result is not an object of agents, or if a function needs a request and there is none; and
 *   what a function throws
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
 * Returns the agent `agentId`. The id `default` also matches the only agent, whatever its id. The log lists the known
 * agents; the response does so in development only.
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
  const message = `Agent '${shown(agentId)}' does not exist`
  throw new RuntimeError('agent_not_found', isDevelopment() ? `${message}. ${listOf(known)}` : message)
}

function listOf(known: readonly string[]): string {
  if (known.length === 0) return 'The runtime has no agents'
  return `The agents are: ${known.map((id) => `'${shown(id)}'`).join(', ')}`
}

/** Whether `NODE_ENV` says so. A server on which it is not set may be in production. */
function isDevelopment(): boolean {
  const { process } = globalThis as { process?: { env?: { NODE_ENV?: string | undefined } } }
  try {
    return process?.env?.NODE_ENV === 'development'
  } catch {
    // Deno refuses to read the environment unless it is allowed to.
    return false
  }
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
