import { isAgentLike } from '@flightdeck/run-engine/internal'
import { checkActions } from './actions/check-actions.ts'
import { checkObservability, checkRunMiddleware } from './hooks/check-hooks.ts'
import { uselessOf } from './known-options.ts'
import { checkMcpParams } from './mcp/check-mcp-params.ts'
import type { CopilotRuntimeConstructorParams } from './options.ts'
import { refuseLangServe, refuseRemoteEndpoints } from './refused/remote-endpoints.ts'

/** Options of the runtime that are accepted, and why they have no effect. */
const USELESS = {
  delegateAgentProcessingToServiceAdapter: 'agents process their own requests',
  onStopGeneration: 'middleware.onAfterRequest is called for stopped runs as well',
  licenseToken: 'no licence is needed',
  telemetryId: 'there is no telemetry',
  telemetryProperties: 'there is no telemetry',
  exposeMemoryRoutes: 'memories belong to the cloud',
  generateThreadNames: 'pass the function generateThreadName',
}

/**
 * Finds what is wrong with the options of the older API. Says which have no effect.
 *
 * @throws TypeError that says which option and what to do
 */
export function checkParams(params: CopilotRuntimeConstructorParams): string[] {
  if (typeof params !== 'object' || params === null) {
    throw new TypeError(
      'The options of CopilotRuntime must be an object: new CopilotRuntime({ actions: […] }).',
    )
  }
  if ('logging' in params) {
    throw new TypeError(
      "CopilotRuntime has no option 'logging'. Pass observability_c: { enabled: true, progressive: true, hooks: " +
        '{ handleRequest, handleResponse, handleError } }.',
    )
  }
  checkAgents(params.agents)
  const { actions, onError, middleware, observability_c: observability } = params
  const ofActions = typeof actions === 'function' ? [] : checkActions(actions)
  if (onError !== undefined && typeof onError !== 'function') {
    throw new TypeError('onError must be a function.')
  }
  checkRunMiddleware(middleware)
  checkObservability(observability)
  const ofMcp = checkMcpParams(params)
  refuseRemoteEndpoints('remoteEndpoints', params.remoteEndpoints)
  refuseRemoteEndpoints('remoteActions', params.remoteActions)
  refuseLangServe(params.langserve)
  return [...uselessOf(params, USELESS), ...ofActions, ...ofMcp]
}

function checkAgents(agents: CopilotRuntimeConstructorParams['agents']): void {
  if (agents === undefined || typeof agents === 'function') return
  if (agents instanceof Promise) {
    // A promise of agents that is rejected before the first request must not end the process.
    agents.catch(() => {})
    return
  }
  if (typeof agents !== 'object' || agents === null || Array.isArray(agents)) {
    throw new TypeError(
      'agents must be an object of agents by id, a promise of one, or a function that returns one.',
    )
  }
  for (const [id, agent] of Object.entries(agents)) {
    if (!isAgentLike(agent)) {
      throw new TypeError(`agents.${id} is not an agent: an agent is an object with a run method.`)
    }
  }
}
