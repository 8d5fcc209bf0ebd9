import type { AddressInfo } from 'node:net'
import { createScriptedAgent } from '@flightdeck/host-kit'
import { CopilotRuntime, loopbackHosts } from '@flightdeck/runtime/v2'
import {
  createCopilotEndpointExpress,
  createCopilotEndpointSingleRouteExpress,
  createCopilotExpressHandler,
} from '@flightdeck/runtime/v2/express'
import express from 'express'
import { byHand } from './by-hand.ts'

const runtime = new CopilotRuntime({ agents: { default: createScriptedAgent() } })
const app = express()

app.get('/health', (_, response) => {
  response.send('healthy\n')
})

// Without the adapter, the handler must be mounted before body parsers.
app.all('/by-hand/copilotkit/*path', byHand(runtime, '/by-hand/copilotkit'))

// With the adapter, a parser may come first. Its limit applies: the default of Express is 100 kB.
app.use(express.json({ limit: '10mb' }))

// Multi-route: one path per operation.
app.use(
  createCopilotExpressHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example' },
    allowedHosts: loopbackHosts,
  }),
)
// Single-route, on the same runtime: one path for all operations, for pages with `useSingleEndpoint`.
app.use(
  createCopilotExpressHandler({
    runtime,
    basePath: '/api/copilotkit-single',
    mode: 'single-route',
    cors: false,
    allowedHosts: loopbackHosts,
  }),
)

// The deprecated names, mounted below a path.
app.use(
  '/older/copilotkit',
  createCopilotEndpointExpress({ runtime, basePath: '/', allowedHosts: loopbackHosts }),
)
app.use(
  '/older/copilotkit-single',
  createCopilotEndpointSingleRouteExpress({ runtime, basePath: '/', allowedHosts: loopbackHosts }),
)

const server = app.listen(Number(process.env.PORT || 4000), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`Listening at http://127.0.0.1:${port}/api/copilotkit`)
})

// A load balancer keeps idle connections for a minute, and must be the first to close one.
server.keepAliveTimeout = 65_000
server.headersTimeout = 66_000

process.once('SIGTERM', async () => {
  // Load balancers go on sending requests for READY_GRACE_MS: the server closes after the runtime.
  await runtime.close({ drainMs: 60_000, readyGraceMs: Number(process.env.READY_GRACE_MS ?? 5_000) })
  server.close()
  server.closeAllConnections()
})
