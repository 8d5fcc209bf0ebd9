import type { AddedTools, RunOfTools, ToolDefinition } from '@flightdeck/builtin-agent'
import type { AgentLike } from '@flightdeck/run-engine'
import type { ActionsConfiguration } from './actions/action.ts'
import { actionTools } from './actions/action-tools.ts'
import type { CreateMCPClientFunction } from './mcp/mcp-client.ts'
import { mcpTools } from './mcp/mcp-tools.ts'
import { type ServersOptions, serversOfRun } from './mcp/servers-of-run.ts'
import { warnOnce } from './warn-once.ts'

/** Where the server tools of a runtime come from. */
export interface ServerToolsOptions extends ServersOptions {
  readonly actions: ActionsConfiguration | undefined
  readonly createMCPClient: CreateMCPClientFunction | undefined
}

/** Whether a runtime has, or may have, tools of its own. */
export function hasServerTools({ actions, createMCPClient }: ServerToolsOptions): boolean {
  return actions !== undefined || createMCPClient !== undefined
}

/** An agent that takes further tools, as `BuiltInAgent` does. One that takes none returns itself. */
interface ToolTaker extends AgentLike {
  withTools(tools: AddedTools): AgentLike
}

/**
 * Another instance of an agent that has the actions and MCP tools of its runtime as well. An agent that takes no tools is
 * given back as it is, which a warning says.
 */
export function withServerTools(
  [id, agent]: [string, AgentLike],
  options: ServerToolsOptions,
  request: Request,
): AgentLike {
  const taking = takesTools(agent) ? agent.withTools((run) => toolsOfRun(run, options, request.url)) : agent
  if (taking === agent) {
    warnOnce(
      options.logger(),
      `actions and mcpServers have no effect on the agent '${id}', which is not a BuiltInAgent with a model`,
    )
  }
  return taking
}

async function toolsOfRun(
  { input }: RunOfTools,
  options: ServerToolsOptions,
  url: string,
): Promise<ToolDefinition[]> {
  const { actions, createMCPClient: create, logger } = options
  const properties: unknown = input.forwardedProps ?? {}
  const [own, mcp] = await Promise.all([
    actionTools(actions, { properties, url }, logger),
    create === undefined ? [] : mcpTools(serversOfRun(properties, options), { create, logger: logger() }),
  ])
  return [...own, ...mcp]
}

function takesTools(agent: AgentLike): agent is ToolTaker {
  return typeof Reflect.get(agent, 'withTools') === 'function'
}
