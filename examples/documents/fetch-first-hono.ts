// Hono — already speaks Request/Response
import { Hono } from 'hono'
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'

const app = new Hono()
const runtime = new CopilotRuntime({
  agents: {
    /* ... */
  } as any,
})
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
})

app.all('/api/copilotkit/*', (c) => handler(c.req.raw))

export default app
