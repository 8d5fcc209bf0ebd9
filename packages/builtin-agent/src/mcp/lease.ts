import type { McpConnection } from './mcp-connection.ts'
import type { SharedConnection } from './shared-connection.ts'

/** A connection that a run uses. */
export interface McpLease {
  /** The connection, another one if the first broke meanwhile. */
  current(): Promise<McpConnection>
  /** Another connection in place of one that the server no longer knows. */
  renew(lost: McpConnection): Promise<McpConnection>
  /** Gives the connection back. */
  release(): Promise<void>
}

/** Holds a share of a connection, and takes one of another when that is needed. `take` gives a share that was joined. */
export async function createLease(take: () => Promise<SharedConnection>): Promise<McpLease> {
  let held = await take()
  let released = false
  const replace = async (old: SharedConnection): Promise<McpConnection> => {
    old.retire()
    const next = await take()
    // Two calls of one run may find the same connection broken.
    if (held !== old || released) await next.leave()
    else {
      held = next
      await old.leave()
    }
    return held.opening
  }
  return {
    async current() {
      const connection = await held.opening
      return connection.broken ? replace(held) : connection
    },
    async renew(lost) {
      const connection = await held.opening
      return connection === lost ? replace(held) : connection
    },
    async release() {
      if (released) return
      released = true
      await held.leave()
    },
  }
}
