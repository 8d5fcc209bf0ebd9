// Tests: `stream-body.test.ts` and `serverConformance` of `@flightdeck/testkit`.
// Covered by node-handler.test.ts, under "a connection".
import type { Readable } from 'node:stream'
import { isHttp2, type NodeRequest, type NodeResponse } from '../connection/exchange.ts'

/** Bytes of an unread body that are read and dropped after the response, so that the client can finish sending. */
const DISCARD_BYTES = 16 * 1024 * 1024
/** Milliseconds that this may take. */
const DISCARD_MS = 30_000

/**
 * Reads and drops the rest of a request body, so that the connection can serve its next request. The connection (on
 * HTTP/2: the stream) is closed if the body is too long or too slow.
 *
 * Call it in the same tick as `end()`: once the response has finished, Node discards the body by itself, without a
 * limit.
 */
export function discardUnreadBody(req: NodeRequest, res: NodeResponse): void {
  const source: Readable = req
  if (source.destroyed || source.readableEnded || (req.complete && source.readableLength === 0)) return
  let bytes = 0
  const stop = (): void => {
    clearTimeout(timer)
    source.off('data', onData).off('end', stop).off('close', stop)
  }
  const closeConnection = (): void => {
    stop()
    if (isHttp2(res)) res.stream.close()
    else source.destroy()
  }
  const onData = (chunk: Uint8Array): void => {
    bytes += chunk.byteLength
    if (bytes > DISCARD_BYTES) closeConnection()
  }
  const timer = setTimeout(closeConnection, DISCARD_MS)
  source.on('data', onData).on('end', stop).on('close', stop)
  // Adding a listener does not resume a paused stream, and Node counts a body as read only after a call of read().
  source.resume().read(0)
}
