import type { Writable } from 'node:stream'
import { isHttp2, type NodeRequest, type NodeResponse } from './exchange.ts'

/** The client of one exchange: whether it is still there, and whether it takes more. */
export interface ClientWatch {
  /** Aborted when the client leaves before the response is complete. Made when it is first asked for. */
  readonly signal: AbortSignal
  /** True from the moment the client has left. */
  readonly gone: boolean
  /** Why the client is taken for gone. */
  readonly reason: unknown
  /** Calls back once, with the reason, when the client leaves. The function returned forgets about it. */
  onLeave(callback: (reason: unknown) => void): () => void
  /** Waits until the response takes more bytes, or the client has left. */
  drained(): Promise<void>
  /** Treats the client as gone, for the reason given. */
  giveUp(reason: unknown): void
  /** Ends the watch and removes every listener it set. */
  release(): void
}

/**
 * Watches the response and not the request: a request is closed as soon as its body was read, which says nothing
 * about the client.
 */
export function watchClient(req: NodeRequest, res: NodeResponse): ClientWatch {
  const callbacks = new Set<(reason: unknown) => void>()
  let abort: AbortController | undefined
  let gone: { reason: unknown } | undefined
  const out: Writable = res
  let wake: (() => void) | undefined
  let watchesDrain = false

  const wakeUp = (): void => {
    wake?.()
    wake = undefined
  }
  const giveUp = (reason: unknown): void => {
    if (gone !== undefined) return
    gone = { reason }
    abort?.abort(reason)
    for (const callback of [...callbacks]) callback(reason)
    wakeUp()
  }
  const left = (): void => giveUp(new DOMException('The client has left', 'AbortError'))

  out.on('close', left).on('error', left)
  const unwatchSocket = watchPipelined(req, res, left)
  if (isClosed(res)) left()

  return {
    get signal() {
      if (abort === undefined) {
        abort = new AbortController()
        if (gone !== undefined) abort.abort(gone.reason)
      }
      return abort.signal
    },
    get gone() {
      return gone !== undefined
    },
    get reason() {
      return gone?.reason
    },
    onLeave(callback) {
      if (gone !== undefined) callback(gone.reason)
      else callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    drained() {
      if (gone !== undefined) return Promise.resolve()
      if (!watchesDrain) out.on('drain', wakeUp)
      watchesDrain = true
      return new Promise((resolve) => {
        wake = resolve
      })
    },
    giveUp,
    release() {
      out.off('close', left).off('error', left).off('drain', wakeUp)
      unwatchSocket()
    },
  }
}

function isClosed(res: NodeResponse): boolean {
  return isHttp2(res) ? res.stream.destroyed : res.destroyed
}

/** The response to a pipelined request has no socket until its turn comes, and so no 'close' of its own. */
function watchPipelined(req: NodeRequest, res: NodeResponse, left: () => void): () => void {
  if (isHttp2(res) || res.socket !== null) return () => {}
  const socket = req.socket
  socket.setMaxListeners(socket.getMaxListeners() + 1)
  socket.on('close', left)
  if (socket.destroyed) left()
  return () => {
    socket.off('close', left)
    socket.setMaxListeners(socket.getMaxListeners() - 1)
  }
}
