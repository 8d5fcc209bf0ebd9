import { createScriptedAgent } from '@flightdeck/host-kit'
import { CopilotRuntime, createCopilotRuntimeHandler, loopbackHosts } from '@flightdeck/runtime/v2'
import {
  createCopilotEndpoint,
  createCopilotEndpointSingleRoute,
  createCopilotHonoHandler,
} from '@flightdeck/runtime/v2/hono'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const runtime = new CopilotRuntime({ agents: { default: createScriptedAgent() } })
const app = new Hono()

app.get('/health', (c) => c.text('healthy\n'))

// Multi-route: one path per operation.
app.route(
  '/',
  createCopilotHonoHandler({
    runtime,
    basePath: '/api/copilotkit',
    cors: { origin: 'https://app.example' },
    allowedHosts: loopbackHosts,
  }),
)
// Single-route, on the same runtime: one path for all operations, for pages with `useSingleEndpoint`.
app.route(
  '/',
  createCopilotHonoHandler({
    runtime,
    basePath: '/api/copilotkit-single',
    mode: 'single-route',
    cors: false,
    allowedHosts: loopbackHosts,
  }),
)

// The deprecated names.
app.route('/', createCopilotEndpoint({ runtime, basePath: '/older/copilotkit', allowedHosts: loopbackHosts }))
app.route(
  '/',
  createCopilotEndpointSingleRoute({
    runtime,
    basePath: '/older/copilotkit-single',
    allowedHosts: loopbackHosts,
  }),
)

// Without the adapter: Hono requests are fetch requests.
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/by-hand/copilotkit',
  allowedHosts: loopbackHosts,
})
app.all('/by-hand/copilotkit/*', (c) => handler(c.req.raw))

const server = serve(
  {
    fetch: app.fetch,
    hostname: '127.0.0.1',
    port: Number(process.env.PORT || 4000),
    // A load balancer keeps idle connections for a minute, and must be the first to close one.
    serverOptions: { keepAliveTimeout: 65_000, headersTimeout: 66_000 },
  },
  ({ port }) => console.log(`Listening at http://127.0.0.1:${port}/api/copilotkit`),
)

process.once('SIGTERM', async () => {
  // Load balancers go on sending requests for READY_GRACE_MS: the server closes after the runtime.
  await runtime.close({ drainMs: 60_000, readyGraceMs: Number(process.env.READY_GRACE_MS ?? 5_000) })
  server.close()
  process.exit()
})
