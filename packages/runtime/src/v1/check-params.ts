import { isAgentLike } from '@flightdeck/run-engine/internal'
import { checkActions } from './actions/check-actions.ts'
import { checkObservability, checkRunMiddleware } from './hooks/check-hooks.ts'
import { warnOfUseless } from './known-options.ts'
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
  if ('logging' in params) {
    throw new TypeError(
      "CopilotRuntime has no option 'logging'. Pass observability_c: { enabled: true, progressive: true, hooks: " +
        '{ handleRequest, handleResponse, handleError } }.',
    )
  }
  checkAgents(params.agents)
  const { actions, onError, middleware, observability_c: observability } = params
  if (typeof actions !== 'function') checkActions(actions, params.logger)
  if (onError !== undefined && typeof onError !== 'function') {
    throw new TypeError('onError must be a function.')
  }
  checkRunMiddleware(middleware)
  checkObservability(observability)
  checkMcpParams(params)
  refuseRemoteEndpoints('remoteEndpoints', params.remoteEndpoints)
  refuseRemoteEndpoints('remoteActions', params.remoteActions)
  refuseLangServe(params.langserve)
  warnOfUseless(params, USELESS, params.logger)
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
