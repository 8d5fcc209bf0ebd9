import type { Tool } from '@ag-ui/client'
import type { ToolSet } from 'ai'
import type { McpProblem } from '../errors/mcp-problem.ts'
import { createMcpConnections, type McpConnections } from './connections.ts'
import type { McpLease } from './lease.ts'
import type { MCPClientConfig, MCPClientProvider } from './mcp-config.ts'
import { toMcpProblem } from './to-mcp-problem.ts'
import { toolName } from './tool-set.ts'
import { clientSource, nameClash, serverSource, type ToolSource } from './tool-source.ts'

/** Where a run's tools come from. */
export interface OpenMcpToolsOptions {
  /** Servers to connect to. @default none */
  mcpServers?: readonly MCPClientConfig[] | undefined
  /** Clients that the application opens and closes. @default none */
  mcpClients?: readonly MCPClientProvider[] | undefined
  /** Names in use: a tool with one of them is left out and reported. @default none */
  takenNames?: Iterable<string> | undefined
  /** Ends the opening, and every call that has no signal of its own. */
  signal?: AbortSignal | undefined
  /** Called for everything that is left out: a server that fails, a name that is taken. What it throws is ignored. */
  onFailure?: ((problem: McpProblem) => void) | undefined
  /** Where connections are kept between runs. @default none are: each run has its own, closed by `close` */
  connections?: McpConnections | undefined
}

/** The tools of a run. */
export interface McpTools {
  /** Every tool, as the AI SDK takes them. */
  tools: ToolSet
  /** Everything that is left out. */
  problems: readonly McpProblem[]
  /** Gives the connections back. Never rejects. */
  close(): Promise<void>
}

/**
 * Opens the tools of every client and server at once. Of two tools with one name the first is kept: clients come before
 * servers, each in their order. Rejects with a `McpProblem` if a source that is `required` fails, and with the reason of the
 * signal if that aborts; opened connections are released first.
 */
export async function openMcpTools(options: OpenMcpToolsOptions): Promise<McpTools> {
  const { mcpServers = [], mcpClients = [], onFailure } = options
  const giveUp = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, giveUp.signal]) : giveUp.signal
  const connections = options.connections ?? createMcpConnections({ idleMs: 0 })
  const leases: McpLease[] = []
  const problems: McpProblem[] = []
  const onProblem = (problem: McpProblem): void => {
    problems.push(problem)
    // An error of the callback must not fail the run.
    void (async () => onFailure?.(problem))().catch(() => {})
  }
  const lease = async (config: MCPClientConfig, ending: AbortSignal): Promise<McpLease> => {
    const taken = await connections.lease(config, ending)
    leases.push(taken)
    return taken
  }
  const close = async (): Promise<void> => {
    await Promise.all(leases.map((taken) => taken.release().catch(() => {})))
  }
  const openOne = async (source: ToolSource): Promise<ToolSet> => {
    try {
      return await source.open(signal)
    } catch (error) {
      signal.throwIfAborted()
      const problem = toMcpProblem(error, source.server)
      // The others need not be waited for.
      if (source.required) giveUp.abort(problem)
      signal.throwIfAborted()
      onProblem(problem)
      return {}
    }
  }

  const sources = [
    ...mcpClients.map(clientSource),
    ...mcpServers.map((config) => serverSource(config, { lease, onProblem })),
  ]
  const opened = await Promise.allSettled(sources.map(openOne))
  const failed = opened.find((one) => one.status === 'rejected')
  if (failed) {
    await close()
    throw failed.reason
  }

  const tools: ToolSet = {}
  const taken = new Set(options.takenNames)
  for (const [index, one] of opened.entries()) {
    for (const [name, tool] of Object.entries(one.status === 'fulfilled' ? one.value : {})) {
      if (taken.has(name)) onProblem(nameClash(sources[index]?.server ?? '', name))
      else tools[name] = tool
      taken.add(name)
    }
  }
  return { tools, problems, close }
}

/** The tools of the servers that are connected already, as AG-UI lists them in an agent's capabilities. It asks no server. */
export function knownMcpTools(options: Pick<OpenMcpToolsOptions, 'mcpServers' | 'connections'>): Tool[] {
  const tools = new Map<string, Tool>()
  for (const config of options.mcpServers ?? []) {
    for (const tool of options.connections?.known(config)?.tools ?? []) {
      const name = toolName(config, tool)
      if (tools.has(name)) continue
      tools.set(name, { name, description: tool.description ?? '', parameters: tool.inputSchema })
    }
  }
  return [...tools.values()]
}
