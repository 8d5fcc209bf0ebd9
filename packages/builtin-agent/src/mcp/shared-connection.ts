import { clampTimerMs } from '../abort/clamp-timer.ts'
import { CONNECT_TIMEOUT_MS, type MCPClientConfig } from './mcp-config.ts'
import type { McpConnection } from './mcp-connection.ts'
import { openConnection } from './open-connection.ts'

/** Options of a shared connection. */
export interface SharedConnectionOptions {
  /** Milliseconds that it stays open while it is unused. */
  readonly idleMs: number
  /** Whether it may be given to further runs. */
  readonly reuse: boolean
  /** It must not be shared with further runs. */
  onRetired(): void
  /** It has ended. */
  onEnded(): void
}

/** A connection with a count of its users. It is opened at once, and ended when the last user releases it or a while later. */
export class SharedConnection {
  readonly opening: Promise<McpConnection>
  readonly #config: MCPClientConfig
  readonly #options: SharedConnectionOptions
  readonly #abort = new AbortController()
  #open: McpConnection | undefined
  #users = 0
  #retired: boolean
  #ended = false
  #refreshing: Promise<void> | undefined
  #idle: ReturnType<typeof setTimeout> | undefined

  constructor(config: MCPClientConfig, options: SharedConnectionOptions) {
    this.#config = config
    this.#options = options
    this.#retired = !options.reuse
    this.opening = openConnection(config, () => this.retire(), this.#abort.signal)
    this.opening.then(
      (connection) => {
        this.#open = connection
        // All users released it while it was being opened.
        if (this.#ended) void connection.close()
      },
      () => void this.end(),
    )
  }

  /** The connection, once it is open. */
  get open(): McpConnection | undefined {
    return this.#open
  }

  /** Registers a user of the connection. */
  join(): void {
    clearTimeout(this.#idle)
    this.#users += 1
  }

  /** Removes a user. */
  async leave(): Promise<void> {
    this.#users -= 1
    if (this.#users > 0 || this.#ended) return
    const { idleMs } = this.#options
    if (idleMs <= 0 || this.#retired || this.#open === undefined || this.#open.broken) return this.end()
    this.#idle = setTimeout(() => void this.end(), clampTimerMs(idleMs))
    // An idle connection must not keep the process alive.
    const { unref } = this.#idle as { unref?: () => void }
    unref?.call(this.#idle)
  }

  /** Lists the tools again, once for all concurrent callers. */
  refresh(connection: McpConnection): Promise<void> {
    const timeoutMs = this.#config.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
    this.#refreshing ??= connection.refresh({ timeoutMs }).finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  /** Keeps it for its current users only. */
  retire(): void {
    if (this.#retired) return
    this.#retired = true
    this.#options.onRetired()
  }

  /** Closes it, even if it is in use. */
  async end(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#idle)
    this.retire()
    this.#options.onEnded()
    this.#abort.abort(new Error('No run uses this connection any more'))
    await this.#open?.close()
  }
}
