import { clampTimerMs } from '../abort/clamp-timer.ts'
import type { McpSdk } from './load-sdk.ts'
import type { CallOptions, McpToolDescription } from './mcp-connection.ts'
import { withOwnSignal } from './own-signal.ts'

/** The tools that a server listed last. */
export interface ToolList {
  readonly tools: readonly McpToolDescription[]
  /** When they were listed, in milliseconds since 1970; 0 before, and after a `list_changed` notification. */
  readonly listedAt: number
  /** Lists them again. */
  refresh(options: CallOptions): Promise<void>
}

/** No server needs more pages of tools than this; one that does sends the same ones round and round. */
const maxPages = 100

/** The tools of the server of a client. A server without the tools capability is never asked. */
export function createToolList(client: InstanceType<McpSdk['Client']>): ToolList {
  let tools: readonly McpToolDescription[] = []
  let listedAt = 0
  client.fallbackNotificationHandler = async ({ method }) => {
    if (method === 'notifications/tools/list_changed') listedAt = 0
  }
  const hasTools = (): boolean => client.getServerCapabilities()?.tools !== undefined
  const ask = async ({ signal, timeoutMs }: CallOptions): Promise<McpToolDescription[]> => {
    const told: McpToolDescription[] = []
    let cursor: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const params = cursor === undefined ? undefined : { cursor }
      const answer = await withOwnSignal(signal, (own) =>
        client.listTools(params, { signal: own, timeout: clampTimerMs(timeoutMs) }),
      )
      told.push(...answer.tools)
      if (answer.nextCursor === undefined || answer.nextCursor === cursor) break
      cursor = answer.nextCursor
    }
    return told
  }
  return {
    get tools() {
      return tools
    },
    get listedAt() {
      return hasTools() ? listedAt : Date.now()
    },
    async refresh(options) {
      if (!hasTools()) return
      const askedAt = Date.now()
      tools = await ask(options)
      listedAt = askedAt
    },
  }
}
