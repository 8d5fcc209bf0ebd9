import { type McpConnection, openConnection, settled } from './connection.ts'
import { createConnectionKeys } from './connection-key.ts'
import type { MCPClientConfig } from './mcp-config.ts'

/** How long connections are kept and trusted. */
export interface McpConnectionsOptions {
  /** Milliseconds an unused connection stays open. 0 closes it with the run that used it last. @default 60000 */
  idleMs?: number | undefined
  /** Milliseconds after which a run asks for the tools of an open connection anew. @default 60000 */
  toolsMaxAgeMs?: number | undefined
  /**
   * Whether runs share connections. Cloudflare Workers let a request use only connections of its own.
   * @default true, on Workers false
   */
  reuse?: boolean | undefined
}

/** A connection that a run uses. */
export interface McpLease {
  /** The connection, another one if the first broke meanwhile. */
  current(): Promise<McpConnection>
  /** Another connection in place of one that the server no longer knows. */
  renew(lost: McpConnection): Promise<McpConnection>
  /** Gives the connection back. */
  release(): Promise<void>
}

/** The open connections to MCP servers. They are shared by runs with the same address, headers and transport options. */
export interface McpConnections {
  /** Opens a connection, or shares one. Rejects with a `McpProblem`, or with the reason of the signal. */
  lease(config: MCPClientConfig, signal?: AbortSignal | undefined): Promise<McpLease>
  /** The open connection for a configuration, if there is one. */
  known(config: MCPClientConfig): McpConnection | undefined
  /** Closes every connection, also those in use. */
  close(): Promise<void>
}

interface Entry {
  readonly key: string
  readonly opening: Promise<McpConnection>
  readonly abort: AbortController
  open: McpConnection | undefined
  leases: number
  refreshing: Promise<void> | undefined
  idle: ReturnType<typeof setTimeout> | undefined
}

/** Makes a store of connections. One is made for each agent; agents that are made per request share one by `mcpConnections`. */
export function createMcpConnections(options: McpConnectionsOptions = {}): McpConnections {
  const { idleMs = 60_000, toolsMaxAgeMs = 60_000, reuse = !isWorkers() } = options
  const keyOf = createConnectionKeys()
  const entries = new Map<string, Entry>()
  const all = new Set<Entry>()

  const forget = (entry: Entry): void => {
    if (entries.get(entry.key) === entry) entries.delete(entry.key)
  }
  const end = async (entry: Entry): Promise<void> => {
    clearTimeout(entry.idle)
    forget(entry)
    all.delete(entry)
    entry.abort.abort(new Error('No run waits for this connection any more'))
    await entry.open?.close()
  }
  const enter = (key: string, config: MCPClientConfig): Entry => {
    const abort = new AbortController()
    const opening = openConnection(config, () => forget(entry), abort.signal)
    const entry: Entry = {
      key,
      opening,
      abort,
      open: undefined,
      leases: 0,
      refreshing: undefined,
      idle: undefined,
    }
    all.add(entry)
    if (reuse) entries.set(key, entry)
    opening.then(
      (connection) => {
        entry.open = connection
        // All who waited left while the last answer was on its way.
        if (!all.has(entry)) void connection.close()
      },
      () => {
        forget(entry)
        all.delete(entry)
      },
    )
    return entry
  }
  const release = async (entry: Entry): Promise<void> => {
    entry.leases -= 1
    if (entry.leases > 0 || !all.has(entry)) return
    const keep = idleMs > 0 && entry.open && !entry.open.broken && entries.get(entry.key) === entry
    if (!keep) return end(entry)
    entry.idle = setTimeout(() => void end(entry), idleMs)
    // A process may end while a connection is idle.
    const { unref } = entry.idle as { unref?: () => void }
    unref?.call(entry.idle)
  }
  const refresh = (entry: Entry, connection: McpConnection, config: MCPClientConfig): Promise<void> => {
    entry.refreshing ??= connection.refresh({ timeoutMs: config.connectTimeoutMs ?? 10_000 }).finally(() => {
      entry.refreshing = undefined
    })
    return entry.refreshing
  }

  /** Takes a share of the entry for the key, which may be new. */
  const take = async (key: string, config: MCPClientConfig, signal?: AbortSignal): Promise<Entry> => {
    const shared = entries.get(key)
    const entry = shared ?? enter(key, config)
    clearTimeout(entry.idle)
    entry.leases += 1
    try {
      const connection = await settled(entry.opening, signal)
      if (shared && Date.now() - connection.toldAt > toolsMaxAgeMs) {
        await settled(refresh(entry, connection, config), signal)
      }
      return entry
    } catch (error) {
      const renewable = shared?.open !== undefined && !signal?.aborted
      // The session is not what it was: nothing was asked of it but its tools, so another one may take its place.
      if (renewable) forget(entry)
      await release(entry)
      if (!renewable) throw error
      return take(key, config, signal)
    }
  }

  return {
    async lease(config, signal) {
      const key = keyOf(config)
      let entry = await take(key, config, signal)
      let released = false
      const replace = async (old: Entry): Promise<Entry> => {
        forget(old)
        const next = await take(key, config, signal)
        // Two calls of one run may find the same connection broken.
        if (entry !== old || released) await release(next)
        else {
          entry = next
          await release(old)
        }
        return entry
      }
      return {
        async current() {
          const connection = await entry.opening
          return connection.broken ? (await replace(entry)).opening : connection
        },
        async renew(lost) {
          const connection = await entry.opening
          return connection === lost ? (await replace(entry)).opening : connection
        },
        async release() {
          if (released) return
          released = true
          await release(entry)
        },
      }
    },
    known: (config) => entries.get(keyOf(config))?.open,
    async close() {
      const waiting = [...all].map((entry) => end(entry))
      await Promise.all(waiting)
    },
  }
}

function isWorkers(): boolean {
  const { navigator } = globalThis as { navigator?: { userAgent?: unknown } }
  return navigator?.userAgent === 'Cloudflare-Workers'
}
