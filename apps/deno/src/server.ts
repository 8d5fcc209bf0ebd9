import { createScriptedAgent } from '@flightdeck/host-kit'
import { CopilotRuntime, createCopilotRuntimeHandler, loopbackHosts } from '@flightdeck/runtime/v2'

const runtime = new CopilotRuntime({ agents: { default: createScriptedAgent() } })

// Multi-route: one path per operation.
const copilot = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: { origin: 'https://app.example' },
  allowedHosts: loopbackHosts,
})
// Single-route, on the same runtime: one path for all operations, for pages with `useSingleEndpoint`.
const single = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit-single',
  mode: 'single-route',
})

const server = Deno.serve(
  {
    hostname: '127.0.0.1',
    port: Number(Deno.env.get('PORT') ?? 4000),
    onListen: ({ port }) => console.log(`Listening at http://127.0.0.1:${port}/api/copilotkit`),
  },
  (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/api/copilotkit-single')) return single(request)
    if (pathname.startsWith('/api/copilotkit')) return copilot(request)
    if (pathname === '/health') return new Response('healthy\n')
    return new Response('Not found\n', { status: 404 })
  },
)

Deno.addSignalListener('SIGTERM', async () => {
  // Load balancers go on sending requests for READY_GRACE_MS: the server closes after the runtime.
  await runtime.close({ drainMs: 60_000, readyGraceMs: Number(Deno.env.get('READY_GRACE_MS') ?? 5_000) })
  await server.shutdown()
})
