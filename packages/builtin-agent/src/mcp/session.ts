import type { JsonSchemaValidator } from '@modelcontextprotocol/sdk/validation'
import { clampTimerMs } from '../abort/clamp-timer.ts'
import { orAborted } from '../abort/or-aborted.ts'
import type { McpSdk } from './load-sdk.ts'
import type { CallOptions, McpConnection } from './mcp-connection.ts'
import { withOwnSignal } from './own-signal.ts'
import { isLostStream } from './to-mcp-problem.ts'
import { createToolList } from './tool-list.ts'
import type { WatchedTransport } from './watched-transport.ts'

declare const __PACKAGE_VERSION__: string

/** A connection that is not initialized yet. */
export interface Session extends McpConnection {
  /** Initializes the session and lists the tools. Rejects with what the SDK throws. */
  begin(options: CallOptions): Promise<void>
}

/** Milliseconds to wait for a server to end a session. */
const goodbyeMs = 2000

/** A session over a transport. `onBroken` is called when it must not be used for another call. */
export function createSession(sdk: McpSdk, link: WatchedTransport, onBroken: () => void): Session {
  // The SDK would compile every output schema with `new Function`, which Workers refuse; the server checks its own output.
  const client = new sdk.Client(
    { name: 'flightdeck', version: __PACKAGE_VERSION__ },
    { jsonSchemaValidator: { getValidator } },
  )
  const list = createToolList(client, sdk)
  let broken = false
  const breakUp = (): void => {
    if (broken) return
    broken = true
    onBroken()
  }
  client.onclose = breakUp
  client.onerror = (error) => {
    if (isLostStream(error)) {
      // The session ended with its only stream, so pending calls fail.
      breakUp()
      void client.close().catch(() => {})
    } else if (error.message.startsWith('Maximum reconnection attempts')) {
      breakUp()
      link.giveUp()
    }
  }
  return {
    get tools() {
      return list.tools
    },
    get unusable() {
      return list.unusable
    },
    get listedAt() {
      return list.listedAt
    },
    get broken() {
      return broken
    },
    refresh: list.refresh,
    async begin(options) {
      await orAborted(
        client.connect(link.transport, { timeout: clampTimerMs(options.timeoutMs) }),
        options.signal,
      )
      await orAborted(list.refresh(options), options.signal)
    },
    async call(name, input, { signal, timeoutMs }) {
      const params = { name, arguments: (input ?? {}) as Record<string, unknown> }
      const options = { timeout: clampTimerMs(timeoutMs), resetTimeoutOnProgress: true, onprogress: () => {} }
      try {
        return await withOwnSignal(signal, (own) =>
          client.callTool(params, undefined, { ...options, signal: own }),
        )
      } catch (error) {
        // The server was not reached: the next call tries a new session.
        if (error instanceof TypeError) breakUp()
        throw error
      }
    },
    async close() {
      broken = true
      try {
        await orAborted(link.endSession(), AbortSignal.timeout(goodbyeMs))
      } catch {
        // The server is not reachable or does not support ending sessions.
      }
      await client.close().catch(() => {})
    },
  }
}

/** Lets every output through. */
function getValidator<T>(): JsonSchemaValidator<T> {
  return (data) => ({ valid: true, data: data as T, errorMessage: undefined })
}
