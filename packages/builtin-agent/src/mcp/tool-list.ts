import { clampTimerMs } from '../abort/clamp-timer.ts'
import type { McpSdk } from './load-sdk.ts'
import type { CallOptions, McpToolDescription, UnusableTool } from './mcp-connection.ts'
import { withOwnSignal } from './own-signal.ts'
import { type ReadTool, readTool } from './read-tool.ts'

/** The tools that a server listed last. */
export interface ToolList {
  readonly tools: readonly McpToolDescription[]
  /** The listed tools that cannot be used. */
  readonly unusable: readonly UnusableTool[]
  /** When they were listed, in milliseconds since 1970; 0 before, and after a `list_changed` notification. */
  readonly listedAt: number
  /** Lists them again. */
  refresh(options: CallOptions): Promise<void>
}

/** No server needs more pages of tools than this; one that does sends the same ones round and round. */
const maxPages = 100

/** The tools of the server of a client. A server without the tools capability is never asked. */
export function createToolList(
  client: InstanceType<McpSdk['Client']>,
  { ResultSchema }: Pick<McpSdk, 'ResultSchema'>,
): ToolList {
  let listed: readonly ReadTool[] = []
  let listedAt = 0
  client.fallbackNotificationHandler = async ({ method }) => {
    if (method === 'notifications/tools/list_changed') listedAt = 0
  }
  const hasTools = (): boolean => client.getServerCapabilities()?.tools !== undefined
  const ask = async ({ signal, timeoutMs }: CallOptions): Promise<ReadTool[]> => {
    const told: unknown[] = []
    let cursor: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const request = { method: 'tools/list', ...(cursor !== undefined && { params: { cursor } }) }
      // `listTools()` rejects the whole list for one tool that does not match the specification.
      const { tools, nextCursor } = await withOwnSignal(signal, (own) =>
        client.request(request as Parameters<typeof client.request>[0], ResultSchema, {
          signal: own,
          timeout: clampTimerMs(timeoutMs),
        }),
      )
      if (!Array.isArray(tools)) throw new Error('The server gave no list of tools')
      told.push(...tools)
      if (typeof nextCursor !== 'string' || nextCursor === cursor) break
      cursor = nextCursor
    }
    return told.map(readTool)
  }
  return {
    get tools() {
      return listed.flatMap((one) => ('tool' in one ? [one.tool] : []))
    },
    get unusable() {
      return listed.flatMap((one) => ('unusable' in one ? [one.unusable] : []))
    },
    get listedAt() {
      return hasTools() ? listedAt : Date.now()
    },
    async refresh(options) {
      if (!hasTools()) return
      const askedAt = Date.now()
      listed = await ask(options)
      listedAt = askedAt
    },
  }
}
