/** A server of actions and agents of the older kind. */
export interface CopilotKitEndpoint {
  type?: 'copilotKit' | undefined
  url: string
  onBeforeRequest?: ((context: never) => unknown) | undefined
}

/** A deployment of the LangGraph platform. */
export interface LangGraphPlatformEndpoint {
  type?: 'langgraph-platform' | undefined
  deploymentUrl: string
  langsmithApiKey?: string | null | undefined
  agents: { name: string; description?: string | undefined; assistantId?: string | undefined }[]
}

/** An entry of `remoteEndpoints`. */
export type EndpointDefinition = CopilotKitEndpoint | LangGraphPlatformEndpoint

/** An entry of `langserve`. */
export interface RemoteChainParameters {
  name: string
  description: string
  chainUrl: string
  parameters?: unknown[] | undefined
  parameterType?: 'single' | 'multi' | undefined
}

/** Marks an endpoint as one of the kind `copilotKit`. */
export function copilotKitEndpoint(
  config: Omit<CopilotKitEndpoint, 'type'>,
): CopilotKitEndpoint & { type: 'copilotKit' } {
  return { ...config, type: 'copilotKit' }
}

/** Marks an endpoint as one of the LangGraph platform. */
export function langGraphPlatformEndpoint(
  config: Omit<LangGraphPlatformEndpoint, 'type'>,
): LangGraphPlatformEndpoint & { type: 'langgraph-platform' } {
  return { ...config, type: 'langgraph-platform' }
}

/** The kind of an endpoint: what it says itself, or what follows from its members. */
export function resolveEndpointType(endpoint: EndpointDefinition): 'copilotKit' | 'langgraph-platform' {
  if (endpoint.type !== undefined) return endpoint.type
  return 'deploymentUrl' in endpoint && 'agents' in endpoint ? 'langgraph-platform' : 'copilotKit'
}

/**
 * Refuses endpoints, none of which is served.
 *
 * @throws TypeError that says what to write instead
 */
export function refuseRemoteEndpoints(
  option: 'remoteEndpoints' | 'remoteActions',
  endpoints: readonly EndpointDefinition[] = [],
): void {
  for (const endpoint of endpoints) {
    if (resolveEndpointType(endpoint) === 'langgraph-platform') {
      throw new TypeError(
        `LangGraphPlatformEndpoint in ${option} is deprecated. Please use the "agents" option instead with ` +
          'LangGraphAgent from "@ag-ui/langgraph". Example: new CopilotRuntime({ agents: { default: new LangGraphAgent({ ' +
          "deploymentUrl: '…', graphId: '…', langsmithApiKey: '…' }) } })",
      )
    }
    throw new TypeError(
      `${option} of type copilotKit are not served: register the agent under agents, { default: new HttpAgent({ url: '…' }) } ` +
        'with HttpAgent from "@ag-ui/client", and the actions under actions.',
    )
  }
}

/**
 * Refuses LangServe chains, none of which is called.
 *
 * @throws TypeError that says what to write instead
 */
export function refuseLangServe(chains: readonly RemoteChainParameters[] = []): void {
  const [first] = chains
  if (first === undefined) return
  throw new TypeError(
    `langserve is not served: write the chain "${first.name}" as an action whose handler sends ` +
      `POST ${first.chainUrl}/invoke with { input } and returns output.`,
  )
}
