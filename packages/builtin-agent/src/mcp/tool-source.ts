import type { ToolSet } from 'ai'
import { clampTimerMs } from '../abort/clamp-timer.ts'
import { orAborted } from '../abort/or-aborted.ts'
import { McpProblem } from '../errors/mcp-problem.ts'
import { serverName } from './connection-key.ts'
import type { McpLease } from './lease.ts'
import { CONNECT_TIMEOUT_MS, type MCPClientConfig, type MCPClientProvider } from './mcp-config.ts'
import type { McpToolDescription } from './mcp-connection.ts'
import { toolName, toToolSet } from './tool-set.ts'

/** A server or a client that a run takes tools from. */
export interface ToolSource {
  /** What it is called in messages. */
  readonly server: string
  readonly required: boolean
  /** Opens it. Rejects with what is wrong with it, or with the reason of the signal. */
  open(signal: AbortSignal): Promise<ToolSet>
}

/** What the tools of a server are opened with. */
export interface ServerUse {
  lease(config: MCPClientConfig, signal: AbortSignal): Promise<McpLease>
  /** Called for a tool that is left out: it cannot be used, or another one of the server has its name. */
  onProblem(problem: McpProblem): void
}

/** The tools of a server to connect to. */
export function serverSource(config: MCPClientConfig, { lease, onProblem }: ServerUse): ToolSource {
  const server = serverName(config)
  return {
    server,
    required: config.required === true,
    async open(signal) {
      const held = await lease(config, signal)
      const names = new Map<McpToolDescription, string>()
      const used = new Set<string>()
      const { tools, unusable } = await held.current()
      for (const { name, fault } of unusable) onProblem(badTool(server, name, fault))
      for (const tool of tools) {
        const name = toolName(config, tool)
        if (used.has(name)) onProblem(nameClash(server, name))
        else names.set(tool, name)
        used.add(name)
      }
      return toToolSet(names, held, config)
    },
  }
}

function badTool(server: string, name: string, fault: string): McpProblem {
  return new McpProblem('mcp_bad_tool', server, `has a tool '${name}' that cannot be used: ${fault}`)
}

/** The tools of a client that the application opened, the one at `index` of `mcpClients`. */
export function clientSource(client: MCPClientProvider, index: number): ToolSource {
  const server = `mcpClients[${index}]`
  const timeoutMs = client.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
  return {
    server,
    required: client.required === true,
    async open(signal) {
      const deadline = AbortSignal.timeout(clampTimerMs(timeoutMs))
      const asked = Promise.resolve(client.tools())
      const tools = await orAborted(asked, AbortSignal.any([signal, deadline])).catch((error: unknown) => {
        signal.throwIfAborted()
        if (!deadline.aborted) throw error
        throw new McpProblem('mcp_timeout', server, `did not give its tools in ${timeoutMs} ms`, error)
      })
      if (typeof tools === 'object' && tools !== null) return tools as ToolSet
      throw new McpProblem('mcp_failed', server, 'gave no tools')
    },
  }
}

/** Says that a tool is left out because its name is taken. */
export function nameClash(server: string, name: string): McpProblem {
  return new McpProblem('mcp_name_clash', server, `has a tool '${name}', a name that is taken`)
}
