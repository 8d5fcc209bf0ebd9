import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** A request as `node:http`, `node:https` or the compatibility layer of `node:http2` hands it over. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** The response that belongs to a {@link NodeRequest}. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** True for an exchange that is one stream of many on an HTTP/2 connection. */
export function isHttp2(res: NodeResponse): res is Http2ServerResponse {
  return 'stream' in res
}

/** Breaks a response off, so that the client sees a failure and not a short but complete answer. */
export function breakOff(res: NodeResponse): void {
  // 2 is INTERNAL_ERROR. The socket of an HTTP/2 connection belongs to its other streams as well.
  if (isHttp2(res)) res.stream.close(2)
  else res.destroy()
}
