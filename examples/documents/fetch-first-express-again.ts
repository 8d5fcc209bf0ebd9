import { Readable } from 'node:stream'
import type { ReadableStream as WebReadableStream } from 'node:stream/web'
import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
})
app.all('/api/copilotkit/*', async (req, res) => {
  // Requires Node 18.17+ (Readable.fromWeb + duplex: "half")
  const webReq = new Request(new URL(req.url, `http://${req.headers.host}`), {
    method: req.method,
    headers: req.headers as any,
    body: ['GET', 'HEAD'].includes(req.method!) ? undefined : req,
    duplex: 'half',
  } as any)
  const webRes = await handler(webReq)
  res.status(webRes.status)
  webRes.headers.forEach((v, k) => res.setHeader(k, v))
  // Stream, don't buffer — /agent/*/run is SSE.
  if (webRes.body) {
    Readable.fromWeb(webRes.body as unknown as WebReadableStream).pipe(res)
  } else {
    res.end()
  }
})
