// Express — requires Node 18.17+ for Readable.fromWeb + fetch body: req
import express from 'express'
import { Readable } from 'node:stream'
import type { ReadableStream as WebReadableStream } from 'node:stream/web'
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'

const app = express()
const runtime = new CopilotRuntime({
  agents: {
    /* ... */
  } as any,
})
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
})

app.all('/api/copilotkit/*', async (req, res) => {
  const url = new URL(req.url, `http://${req.headers.host}`)
  // `body: req` + `duplex: "half"` lets us stream the Node IncomingMessage
  // into a Web Request without buffering (Node 18.17+).
  const webReq = new Request(url, {
    method: req.method,
    headers: req.headers as any,
    body: ['GET', 'HEAD'].includes(req.method!) ? undefined : req,
    duplex: 'half',
  } as any)
  const webRes = await handler(webReq)
  res.status(webRes.status)
  webRes.headers.forEach((v, k) => res.setHeader(k, v))
  // Stream the response body through — required for SSE on
  // /agent/*/run and /agent/*/connect. Buffering via arrayBuffer()
  // would collapse the stream and deliver all events at end-of-stream.
  if (webRes.body) {
    Readable.fromWeb(webRes.body as unknown as WebReadableStream).pipe(res)
  } else {
    res.end()
  }
})

app.listen(3000)
