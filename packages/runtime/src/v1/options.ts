import type { CopilotRuntimeOptions } from '@flightdeck/runtime-core'
import type { ActionsConfiguration } from './actions/action.ts'
import type { Parameter } from './actions/parameter.ts'
import type { CopilotErrorHandler } from './hooks/error-event.ts'
import type { CopilotObservabilityConfig } from './hooks/observability.ts'
import type { Middleware } from './hooks/run-middleware.ts'
import type { CreateMCPClientFunction, MCPEndpointConfig } from './mcp/mcp-client.ts'
import type { EndpointDefinition, RemoteChainParameters } from './refused/remote-endpoints.ts'

/** The options that the older API has beside those of `/v2`. */
export interface OlderRuntimeOptions<T extends Parameter[] | [] = Parameter[]> {
  /** Functions of the server that the model may call, or a function that gives those of one run. @default none */
  actions?: ActionsConfiguration<T> | undefined
  /** MCP servers whose tools the model may use. Needs `createMCPClient`. @default none */
  mcpServers?: MCPEndpointConfig[] | undefined
  /** Connects to an MCP server. Its clients are shared by the runs and closed by `runtime.close()`. */
  createMCPClient?: CreateMCPClientFunction | undefined
  /**
   * Whether a run may use an MCP server that the client names in `properties.mcpServers`. A client that may name servers
   * can make this process send requests into its own network. @default none of them
   */
  allowRequestMcpServers?: ((server: MCPEndpointConfig) => boolean) | undefined
  /** Functions called before and after each run. */
  middleware?: Middleware | undefined
  /** Is told of every failure of the server; not of requests that were refused. */
  onError?: CopilotErrorHandler | undefined
  /** Is told of every run: its start, its text as it comes, its end. */
  observability_c?: CopilotObservabilityConfig | undefined
  /** @deprecated Refused unless it is empty: register agents under `agents`, actions under `actions`. */
  remoteEndpoints?: EndpointDefinition[] | undefined
  /** @deprecated Refused unless it is empty: register agents under `agents`, actions under `actions`. */
  remoteActions?: EndpointDefinition[] | undefined
  /** @deprecated Refused unless it is empty: write an action that calls the chain. */
  langserve?: RemoteChainParameters[] | undefined
  /** @deprecated Without effect, which a warning says. */
  delegateAgentProcessingToServiceAdapter?: boolean | undefined
  /** @deprecated Without effect, which a warning says. */
  onStopGeneration?: ((...args: never[]) => unknown) | undefined
}

/** Options of `CopilotRuntime` at the root: those of `/v2`, of which none is required, and those of the older API. */
export interface CopilotRuntimeConstructorParams<T extends Parameter[] | [] = Parameter[]>
  extends Partial<CopilotRuntimeOptions>,
    OlderRuntimeOptions<T> {}

/** The names of {@link OlderRuntimeOptions}. */
const OLDER: Record<keyof OlderRuntimeOptions, true> = {
  actions: true,
  mcpServers: true,
  createMCPClient: true,
  allowRequestMcpServers: true,
  middleware: true,
  onError: true,
  observability_c: true,
  remoteEndpoints: true,
  remoteActions: true,
  langserve: true,
  delegateAgentProcessingToServiceAdapter: true,
  onStopGeneration: true,
}

/** The names of the options that the older API has beside those of `/v2`. */
export const olderNames: readonly string[] = /* @__PURE__ */ Object.keys(OLDER)

/** The options that `/v2` has as well. */
export function newerOptions(params: CopilotRuntimeConstructorParams): Partial<CopilotRuntimeOptions> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !Object.hasOwn(OLDER, name)))
}
