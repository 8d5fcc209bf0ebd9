// Tests: `packages/adapter-node/src/node-handler.test.ts` and `serverConformance` of `@flightdeck/testkit`.
// Covered by response/write-response.test.ts and node-handler.test.ts, over real sockets.
import type { Writable } from 'node:stream'
import { abortResponse, isHttp2, type NodeRequest, type NodeResponse } from './exchange.ts'

/** The client of one exchange: whether it is connected, and whether it accepts more bytes. */
export interface ClientConnection {
  /** Aborted when the client disconnects before the response is complete. Created on first access. */
  readonly signal: AbortSignal
  /** True once the client has disconnected. */
  readonly disconnected: boolean
  /** Why the client counts as disconnected. */
  readonly reason: unknown
  /** Calls back once, with the reason, when the client disconnects. Returns a function that removes the callback. */
  onDisconnect(callback: (reason: unknown) => void): () => void
  /** Resolves when the response accepts more bytes or the client has disconnected. */
  drained(): Promise<void>
  /** Treats the client as disconnected, for the given reason. */
  abandon(reason: unknown): void
  /** Removes every listener that was added. */
  release(): void
}

/**
 * Watches the response for a disconnect. The request cannot tell: it emits 'close' as soon as its body was read, whether
 * the client is connected or not.
 *
 * @param writeTimeoutMs milliseconds that `drained` waits without any byte sent; then the response is aborted. 0 waits forever
 */
export function watchClient(
  req: NodeRequest,
  res: NodeResponse,
  writeTimeoutMs: number = 0,
): ClientConnection {
  const callbacks = new Set<(reason: unknown) => void>()
  let abort: AbortController | undefined
  let disconnect: { reason: unknown } | undefined
  const out: Writable = res
  let wake: (() => void) | undefined
  let watchesDrain = false
  let endTimeout: (() => void) | undefined

  const wakeUp = (): void => {
    endTimeout?.()
    endTimeout = undefined
    wake?.()
    wake = undefined
  }
  const abandon = (reason: unknown): void => {
    if (disconnect !== undefined) return
    disconnect = { reason }
    abort?.abort(reason)
    for (const callback of [...callbacks]) callback(reason)
    wakeUp()
  }
  const onStall = (): void => {
    abandon(new DOMException('The client did not read the response in time', 'TimeoutError'))
    abortResponse(res)
  }
  const onClose = (): void => abandon(new DOMException('The client disconnected', 'AbortError'))

  out.on('close', onClose).on('error', onClose)
  const unwatchSocket = watchPipelined(req, res, onClose)
  if (isClosed(res)) onClose()

  return {
    get signal() {
      if (abort === undefined) {
        abort = new AbortController()
        if (disconnect !== undefined) abort.abort(disconnect.reason)
      }
      return abort.signal
    },
    get disconnected() {
      return disconnect !== undefined
    },
    get reason() {
      return disconnect?.reason
    },
    onDisconnect(callback) {
      if (disconnect !== undefined) callback(disconnect.reason)
      else callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    drained() {
      if (disconnect !== undefined) return Promise.resolve()
      if (!watchesDrain) out.on('drain', wakeUp)
      watchesDrain = true
      if (writeTimeoutMs > 0) endTimeout ??= watchProgress(res, writeTimeoutMs, onStall)
      return new Promise((resolve) => {
        wake = resolve
      })
    },
    abandon,
    release() {
      endTimeout?.()
      out.off('close', onClose).off('error', onClose).off('drain', wakeUp)
      unwatchSocket()
    },
  }
}

/**
 * Calls back when nothing was sent for a time. Node's own timeout is used, because only Node knows how much of a large write
 * is sent. Returns a function that ends it and restores the timeout that was set before.
 */
function watchProgress(res: NodeResponse, timeoutMs: number, onStall: () => void): () => void {
  const socket = isHttp2(res) ? res.stream : res.socket
  if (socket === null) return () => {}
  const before = 'timeout' in socket ? (socket.timeout ?? 0) : 0
  socket.setTimeout(timeoutMs)
  socket.prependOnceListener('timeout', onStall)
  return () => {
    socket.off('timeout', onStall)
    socket.setTimeout(before)
  }
}

function isClosed(res: NodeResponse): boolean {
  return isHttp2(res) ? res.stream.destroyed : res.destroyed
}

/**
 * The response to a pipelined request has no socket until the responses before it are sent, and emits no 'close' until
 * then. Its request's socket is watched instead.
 */
function watchPipelined(req: NodeRequest, res: NodeResponse, onClose: () => void): () => void {
  if (isHttp2(res) || res.socket !== null) return () => {}
  const socket = req.socket
  socket.setMaxListeners(socket.getMaxListeners() + 1)
  socket.on('close', onClose)
  if (socket.destroyed) onClose()
  return () => {
    socket.off('close', onClose)
    socket.setMaxListeners(socket.getMaxListeners() - 1)
  }
}
