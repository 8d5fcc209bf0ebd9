import type { Tool } from '@ag-ui/client'
import type { ToolSet } from 'ai'
import type { McpToolDescription } from './connection.ts'
import { serverName } from './connection-key.ts'
import { createMcpConnections, type McpConnections } from './connections.ts'
import type { McpLease } from './lease.ts'
import type { MCPClientConfig, MCPClientProvider } from './mcp-config.ts'
import { McpProblem, toMcpProblem } from './mcp-problem.ts'
import { settled } from './settled.ts'
import { toolName, toToolSet } from './tool-set.ts'

/** Where a run's tools come from. */
export interface OpenMcpToolsOptions {
  /** Servers to connect to. @default none */
  mcpServers?: readonly MCPClientConfig[] | undefined
  /** Clients that somebody else opened and closes. @default none */
  mcpClients?: readonly MCPClientProvider[] | undefined
  /** Names that are taken: a tool of one of them is left out, and told. @default none */
  takenNames?: Iterable<string> | undefined
  /** Ends the opening, and every call that has no signal of its own. */
  signal?: AbortSignal | undefined
  /** Called for everything that is left out: a server that fails, a name that is taken. */
  onFailure?: ((problem: McpProblem) => void) | undefined
  /** Where connections are kept between runs. @default none are: each run has its own, closed by `close` */
  connections?: McpConnections | undefined
}

/** The tools of a run. */
export interface McpTools {
  /** Every tool, as the AI SDK takes them. */
  tools: ToolSet
  /** Gives the connections back. Never rejects. */
  close(): Promise<void>
}

interface Source {
  server: string
  tools: ToolSet
}

/**
 * Opens the tools of every client and server at once. Of two tools with one name the first is kept: clients come before
 * servers, each in their order. Rejects with a `McpProblem` if a source that is `required` fails, and with the reason of the
 * signal if that aborts; what was opened is given back first.
 */
export async function openMcpTools(options: OpenMcpToolsOptions): Promise<McpTools> {
  const { mcpServers = [], mcpClients = [], onFailure = () => {} } = options
  const giveUp = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, giveUp.signal]) : giveUp.signal
  const connections = options.connections ?? createMcpConnections({ idleMs: 0 })
  const leases: McpLease[] = []
  const close = async (): Promise<void> => {
    await Promise.all(leases.map((lease) => lease.release().catch(() => {})))
  }

  const openServer = async (config: MCPClientConfig): Promise<Source> => {
    const lease = await connections.lease(config, signal)
    leases.push(lease)
    const { tools } = await lease.current()
    const names = new Map<McpToolDescription, string>()
    const server = serverName(config)
    const used = new Set<string>()
    for (const tool of tools) {
      const name = toolName(config, tool)
      if (used.has(name)) onFailure(clash(server, name))
      else names.set(tool, name)
      used.add(name)
    }
    return { server, tools: await toToolSet(names, lease, config) }
  }
  const openClient = async (client: MCPClientProvider, index: number): Promise<Source> => {
    const server = `mcpClients[${index}]`
    return { server, tools: (await settled(client.tools(), signal)) as ToolSet }
  }
  const guard = async (server: string, required: boolean | undefined, source: Promise<Source>) => {
    try {
      return await source
    } catch (error) {
      signal.throwIfAborted()
      const problem = toMcpProblem(error, server)
      // The others need not be waited for.
      if (required) giveUp.abort(problem)
      signal.throwIfAborted()
      onFailure(problem)
      return undefined
    }
  }

  const opened = await Promise.allSettled([
    ...mcpClients.map((client, index) =>
      guard(`mcpClients[${index}]`, client.required, openClient(client, index)),
    ),
    ...mcpServers.map((config) => guard(serverName(config), config.required, openServer(config))),
  ])
  const failed = opened.find((one) => one.status === 'rejected')
  if (failed) {
    await close()
    throw failed.reason
  }

  const tools: ToolSet = {}
  const taken = new Set(options.takenNames)
  for (const one of opened) {
    if (one.status === 'rejected' || !one.value) continue
    for (const [name, tool] of Object.entries(one.value.tools)) {
      if (taken.has(name)) onFailure(clash(one.value.server, name))
      else tools[name] = tool
      taken.add(name)
    }
  }
  return { tools, close }
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

function clash(server: string, name: string): McpProblem {
  return new McpProblem('mcp_name_clash', server, `has a tool '${name}', a name that is taken`)
}
