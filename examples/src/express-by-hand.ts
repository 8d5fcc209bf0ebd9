import { Readable } from 'node:stream'
import type { ReadableStream as WebReadableStream } from 'node:stream/web'
import { CopilotRuntime, createCopilotRuntimeHandler, loopbackHosts } from '@flightdeck/runtime/v2'
import express from 'express'
import { greeter } from './agent.ts'

const app = express()
const runtime = new CopilotRuntime({ agents: { default: greeter() } })
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  allowedHosts: loopbackHosts,
})

// Express 4 writes '/api/copilotkit/*'. createCopilotExpressHandler does the same and more: it works behind body parsers,
// aborts the request's signal when the client disconnects, and respects backpressure.
app.all('/api/copilotkit/*path', async (req, res) => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    if (typeof value === 'string') headers.set(name, value)
  }
  const init: RequestInit & { duplex: 'half' } = { method: req.method, headers, duplex: 'half' }
  if (!['GET', 'HEAD'].includes(req.method)) init.body = Readable.toWeb(req) as unknown as BodyInit
  const answer = await handler(new Request(new URL(req.url, `http://${req.headers.host}`), init))
  res.status(answer.status)
  answer.headers.forEach((value, name) => {
    res.setHeader(name, value)
  })
  if (answer.body) Readable.fromWeb(answer.body as unknown as WebReadableStream).pipe(res)
  else res.end()
})

export const server = app.listen(Number(process.env.PORT ?? 4000), '127.0.0.1')
