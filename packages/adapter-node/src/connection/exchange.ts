// Tests: `packages/adapter-node/src/node-handler.test.ts` and `serverConformance` of `@flightdeck/testkit`.
// Covered by node-handler.test.ts, over HTTP/1.1 and HTTP/2.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** A request of `node:http`, `node:https` or the compatibility API of `node:http2`. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** The response that belongs to a {@link NodeRequest}. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** True for an exchange over HTTP/2, which is one of many streams on its connection. */
export function isHttp2(res: NodeResponse): res is Http2ServerResponse {
  return 'stream' in res
}

/** Aborts a response, so that the client sees a failure and not a complete but shorter response. */
export function abortResponse(res: NodeResponse): void {
  // 2 is INTERNAL_ERROR. On HTTP/2 only the stream is closed: other streams share the socket.
  if (isHttp2(res)) res.stream.close(2)
  else res.destroy()
}
