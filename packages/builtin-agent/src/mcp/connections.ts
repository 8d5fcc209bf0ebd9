import { orAborted } from '../abort/or-aborted.ts'
import { createConnectionKeys } from './connection-key.ts'
import { createLease, type McpLease } from './lease.ts'
import type { MCPClientConfig } from './mcp-config.ts'
import type { McpConnection } from './mcp-connection.ts'
import { SharedConnection } from './shared-connection.ts'

/** How long connections are kept and trusted. */
export interface McpConnectionsOptions {
  /** Milliseconds an unused connection stays open. 0 closes it with the run that used it last. @default 60000 */
  idleMs?: number | undefined
  /** Milliseconds after which a run lists the tools of an open connection again. @default 60000 */
  toolsMaxAgeMs?: number | undefined
  /**
   * Whether runs share connections. Cloudflare Workers let a request use only connections of its own.
   * @default true, on Workers false
   */
  reuse?: boolean | undefined
}

/** The open connections to MCP servers. They are shared by runs with the same address, headers and transport options. */
export interface McpConnections {
  /** @internal Opens a connection, or shares one. Rejects with a `McpProblem`, or with the reason of the signal. */
  lease(config: MCPClientConfig, signal?: AbortSignal | undefined): Promise<McpLease>
  /** @internal The open connection for a configuration, if there is one. */
  known(config: MCPClientConfig): McpConnection | undefined
  /** Closes every connection, also those in use. */
  close(): Promise<void>
}

/** Makes a store of connections. One is made for each agent; agents that are made per request share one by `mcpConnections`. */
export function createMcpConnections(options: McpConnectionsOptions = {}): McpConnections {
  const { idleMs = 60_000, toolsMaxAgeMs = 60_000, reuse = !isWorkers() } = options
  const keyOf = createConnectionKeys()
  const shared = new Map<string, SharedConnection>()
  const all = new Set<SharedConnection>()

  const enter = (key: string, config: MCPClientConfig): SharedConnection => {
    const made: SharedConnection = new SharedConnection(config, {
      idleMs,
      reuse,
      onRetired: () => shared.delete(key),
      onEnded: () => all.delete(made),
    })
    all.add(made)
    if (reuse) shared.set(key, made)
    return made
  }

  /** Takes a share of the connection for the key, which may be a new one. */
  const take = async (
    key: string,
    config: MCPClientConfig,
    signal: AbortSignal | undefined,
  ): Promise<SharedConnection> => {
    const known = shared.get(key)
    const taken = known ?? enter(key, config)
    taken.join()
    try {
      const connection = await orAborted(taken.opening, signal)
      if (known && Date.now() - connection.listedAt > toolsMaxAgeMs) {
        await orAborted(taken.refresh(connection), signal)
      }
      return taken
    } catch (error) {
      const renewable = known?.open !== undefined && !signal?.aborted
      // The session is not what it was: nothing was asked of it but its tools, so another one may take its place.
      if (renewable) taken.retire()
      await taken.leave()
      if (!renewable) throw error
      return take(key, config, signal)
    }
  }

  return {
    lease(config, signal) {
      const key = keyOf(config)
      return createLease(() => take(key, config, signal))
    },
    known: (config) => shared.get(keyOf(config))?.open,
    async close() {
      await Promise.all([...all].map((connection) => connection.end()))
    },
  }
}

function isWorkers(): boolean {
  const { navigator } = globalThis as { navigator?: { userAgent?: unknown } }
  return navigator?.userAgent === 'Cloudflare-Workers'
}
