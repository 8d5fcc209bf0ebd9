import { createScriptedAgent } from '@flightdeck/host-kit'
import { CopilotRuntime, createCopilotRuntimeHandler, loopbackHosts } from '@flightdeck/runtime/v2'
import { Elysia } from 'elysia'

const runtime = new CopilotRuntime({ agents: { default: createScriptedAgent() } })

// Without a base path, routes are matched at the end of the path. Elysia has already matched the beginning.
const copilot = createCopilotRuntimeHandler({
  runtime,
  cors: { origin: 'https://app.example' },
  allowedHosts: loopbackHosts,
})
const single = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit-single',
  mode: 'single-route',
})

const app = new Elysia()
  .get('/health', () => ({ status: 'healthy' }))
  .all('/api/copilotkit/*', ({ request }) => copilot(request))
  .post('/api/copilotkit-single', ({ request }) => single(request))
  .get('/api/copilotkit-single/*', ({ request }) => single(request))
  .listen({ hostname: '127.0.0.1', port: Number(process.env.PORT || 4000) })

console.log(`Listening at http://127.0.0.1:${app.server?.port}/api/copilotkit`)

process.once('SIGTERM', async () => {
  // Load balancers go on sending requests for READY_GRACE_MS: the server closes after the runtime.
  await runtime.close({ drainMs: 60_000, readyGraceMs: Number(process.env.READY_GRACE_MS ?? 5_000) })
  await app.stop(true)
})
