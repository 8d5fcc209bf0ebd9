import { isAgentLike } from '@flightdeck/run-engine/internal'
import type { CopilotRuntimeConstructorParams } from './options.ts'
import { refuseLangServe, refuseRemoteEndpoints } from './refused/remote-endpoints.ts'
import { warnOnce } from './report-to.ts'

const NO_MCP_FACTORY =
  'MCP Integration Error: `mcpServers` were provided, but the `createMCPClient` function was not passed to the CopilotRuntime ' +
  'constructor. Please provide an implementation for `createMCPClient`.'

/**
 * Finds what is wrong with the options of the older API. One without effect is accepted with a warning.
 *
 * @throws TypeError that says which option and what to do
 */
export function checkParams(params: CopilotRuntimeConstructorParams): void {
  if (typeof params !== 'object' || params === null) {
    throw new TypeError(
      'The options of CopilotRuntime must be an object: new CopilotRuntime({ actions: […] }).',
    )
  }
  checkAgents(params.agents)
  const { actions, mcpServers, logger } = params
  if (actions !== undefined && typeof actions !== 'function' && !Array.isArray(actions)) {
    throw new TypeError('actions must be an array, or a function that gives one.')
  }
  for (const name of ['createMCPClient', 'allowRequestMcpServers', 'onError'] as const) {
    checkFunction(name, params[name])
  }
  for (const name of ['onBeforeRequest', 'onAfterRequest'] as const) {
    checkFunction(`middleware.${name}`, params.middleware?.[name])
  }
  if (params.observability_c?.enabled) {
    for (const name of ['handleRequest', 'handleResponse', 'handleError'] as const) {
      const hook: unknown = params.observability_c.hooks?.[name]
      if (typeof hook !== 'function') throw new TypeError(`observability_c.hooks.${name} must be a function.`)
    }
  }
  if (mcpServers !== undefined && mcpServers.length > 0 && params.createMCPClient === undefined) {
    throw new TypeError(NO_MCP_FACTORY)
  }
  refuseRemoteEndpoints('remoteEndpoints', params.remoteEndpoints)
  refuseRemoteEndpoints('remoteActions', params.remoteActions)
  refuseLangServe(params.langserve)
  if (params.delegateAgentProcessingToServiceAdapter) {
    warnOnce(
      logger,
      'delegateAgentProcessingToServiceAdapter has no effect: agents process their own requests',
    )
  }
  if (params.onStopGeneration !== undefined) {
    warnOnce(
      logger,
      'onStopGeneration has no effect: middleware.onAfterRequest is called for stopped runs as well',
    )
  }
}

function checkAgents(agents: CopilotRuntimeConstructorParams['agents']): void {
  if (agents === undefined || typeof agents === 'function') return
  if (agents instanceof Promise) {
    // A promise of agents that is rejected before the first request must not end the process.
    agents.catch(() => {})
    return
  }
  for (const [id, agent] of Object.entries(agents)) {
    if (!isAgentLike(agent)) {
      throw new TypeError(`agents.${id} is not an agent: an agent is an object with a run method.`)
    }
  }
}

function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw new TypeError(`${name} must be a function.`)
}
