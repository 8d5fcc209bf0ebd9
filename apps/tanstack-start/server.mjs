// @ts-check
// TanStack Start builds a fetch handler, which any server for fetch handlers can run. This is srvx, on Node.
import { patchGlobalRequest, serve } from 'srvx/node'
import { staticMiddleware } from 'srvx/static'

// Hooks can then call `new Request(request, …)`: srvx has its own request class.
patchGlobalRequest()

const built = process.argv[2] ?? 'dist'
/** @type {{ default: { fetch(request: Request): Response | Promise<Response> } }} */
const { default: app } = await import(`./${built}/server/server.js`)

const server = serve({
  fetch: (request) => app.fetch(request),
  middleware: [staticMiddleware({ dir: `${built}/client` })],
  hostname: '127.0.0.1',
  port: Number(process.env.PORT || 4000),
  silent: true,
})
await server.ready()
console.log(`Listening at ${server.url}api/copilotkit`)
