// @ts-check
// TanStack Start builds a fetch handler; any server for fetch handlers runs it. This is srvx, on Node.
import { serve } from 'srvx/node'
import { staticMiddleware } from 'srvx/static'
import app from './dist/server/server.js'

const server = serve({
  fetch: (request) => app.fetch(request),
  middleware: [staticMiddleware({ dir: 'dist/client' })],
  hostname: '127.0.0.1',
  port: Number(process.env.PORT || 4000),
  silent: true,
})
await server.ready()
console.log(`Listening at ${server.url}api/copilotkit`)
