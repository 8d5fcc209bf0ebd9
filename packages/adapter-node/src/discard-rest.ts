import type { Readable } from 'node:stream'
import { isHttp2, type NodeRequest, type NodeResponse } from './exchange.ts'

/** So much of an unread body is still taken in after the response, so that the client gets to read that. */
const DISCARD_BYTES = 16 * 1024 * 1024
/** And for so long. */
const DISCARD_MS = 30_000

/**
 * Reads the rest of a request's body away, so that the next request on the connection is found behind it. A body
 * that is too long or too slow for that loses its connection (on HTTP/2: its stream).
 *
 * Call it before the response is finished, that is, in the same tick as `end()`: at that point Node starts to
 * discard on its own, and does so without a bound.
 */
export function discardRest(req: NodeRequest, res: NodeResponse): void {
  const source: Readable = req
  if (source.destroyed || source.readableEnded || (req.complete && source.readableLength === 0)) return
  let bytes = 0
  const stop = (): void => {
    clearTimeout(timer)
    source.off('data', onData).off('end', stop).off('close', stop)
  }
  const cutOff = (): void => {
    stop()
    if (isHttp2(res)) res.stream.close()
    else source.destroy()
  }
  const onData = (chunk: Uint8Array): void => {
    bytes += chunk.byteLength
    if (bytes > DISCARD_BYTES) cutOff()
  }
  const timer = setTimeout(cutOff, DISCARD_MS)
  source.on('data', onData).on('end', stop).on('close', stop)
  // A body that was paused does not flow by having a listener; and only a read marks it as taken for Node.
  source.resume().read(0)
}
