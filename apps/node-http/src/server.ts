import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createScriptedAgent } from '@flightdeck/host-kit'
import { CopilotRuntime, createCopilotRuntimeHandler, loopbackHosts } from '@flightdeck/runtime/v2'
import { createCopilotNodeHandler } from '@flightdeck/runtime/v2/node'

const runtime = new CopilotRuntime({ agents: { default: createScriptedAgent() } })

// Multi-route: one path per operation.
const copilot = createCopilotNodeHandler(
  createCopilotRuntimeHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example' },
    // This server listens on loopback only: pages that rebind their name to 127.0.0.1 are refused.
    allowedHosts: loopbackHosts,
  }),
)
// Single-route, on the same runtime: one path for all operations, for pages with `useSingleEndpoint`.
const single = createCopilotNodeHandler(
  createCopilotRuntimeHandler({
    runtime,
    basePath: '/api/copilotkit-single',
    mode: 'single-route',
    allowedHosts: loopbackHosts,
  }),
)

// A load balancer keeps idle connections for a minute, and must be the first to close one.
const timeouts = { keepAliveTimeout: 65_000, headersTimeout: 66_000 }
const server = createServer(timeouts, (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname.startsWith('/api/copilotkit-single')) return single(request, response)
  if (pathname.startsWith('/api/copilotkit')) return copilot(request, response)
  if (pathname === '/health') return response.end('healthy\n')
  response.writeHead(404).end('Not found\n')
})

server.listen(Number(process.env.PORT || 4000), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`Listening at http://127.0.0.1:${port}/api/copilotkit`)
})

process.once('SIGTERM', async () => {
  // Load balancers go on sending requests for READY_GRACE_MS: the server closes after the runtime.
  await runtime.close({ drainMs: 60_000, readyGraceMs: Number(process.env.READY_GRACE_MS ?? 5_000) })
  server.close()
  server.closeAllConnections()
})
