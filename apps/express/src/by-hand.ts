import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { type CopilotRuntime, createCopilotRuntimeHandler, loopbackHosts } from '@flightdeck/runtime/v2'
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express'

/** Calls the fetch handler from Express without the adapter. */
export function byHand(
  runtime: CopilotRuntime,
  basePath: string,
): (request: ExpressRequest, response: ExpressResponse) => Promise<void> {
  const handler = createCopilotRuntimeHandler({ runtime, basePath, allowedHosts: loopbackHosts })
  return async (request, response) => {
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
    const answer = await handler(
      new Request(new URL(request.originalUrl, `http://${request.headers.host}`), {
        method: request.method,
        headers: Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
          [value ?? []].flat().map((one) => [name, one]),
        ),
        ...(hasBody && { body: Readable.toWeb(request), duplex: 'half' }),
      }),
    )
    response.status(answer.status)
    answer.headers.forEach((value, name) => {
      response.append(name, value)
    })
    if (answer.body === null) {
      response.end()
      return
    }
    // Send the headers before the agent emits anything, and each event immediately.
    response.flushHeaders()
    const body = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>)
    // Stop reading when the client disconnects; `pipe` alone would continue.
    response.once('close', () => body.destroy())
    body.pipe(response)
  }
}
