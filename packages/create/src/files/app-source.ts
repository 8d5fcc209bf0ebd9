import type { HostChoice } from '../choices.ts'

const OPTIONS = `{
    runtime: createRuntime(agents),
    basePath: '/api/copilotkit',
    // The origin of the page that uses the agent, if it is not served from here.
    cors: { origin: process.env.PAGE_ORIGIN ?? 'http://localhost:3000' },
  }`

const SOURCES = {
  node: `import { createServer, type Server } from 'node:http'
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import type { AgentsConfig } from '@flightdeck/runtime-core'
import { createRuntime } from './runtime.js'

/** Creates the server. It is not listening yet. */
export function createApp(agents: AgentsConfig): Server {
  const listener = createCopilotNodeListener(${OPTIONS})
  return createServer(listener)
}
`,
  express: `import { createServer, type Server } from 'node:http'
import { createCopilotExpressHandler } from '@flightdeck/adapter-express'
import type { AgentsConfig } from '@flightdeck/runtime-core'
import express from 'express'
import { createRuntime } from './runtime.js'

/** Creates the server. It is not listening yet. */
export function createApp(agents: AgentsConfig): Server {
  const app = express()
  app.get('/health', (_request, response) => {
    response.json({ status: 'healthy' })
  })
  const handler = createCopilotExpressHandler(${OPTIONS})
  app.use(handler)
  return createServer(app)
}
`,
  hono: `import { createServer, type Server } from 'node:http'
import { createCopilotHonoHandler } from '@flightdeck/adapter-hono'
import type { AgentsConfig } from '@flightdeck/runtime-core'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createRuntime } from './runtime.js'

/** Creates the server. It is not listening yet. */
export function createApp(agents: AgentsConfig): Server {
  const app = new Hono()
  app.get('/health', (context) => context.json({ status: 'healthy' }))
  const copilotkit = createCopilotHonoHandler(${OPTIONS})
  app.route('/', copilotkit)
  return createServer(getRequestListener(app.fetch))
}
`,
} as const

/** The file that mounts the runtime in the host. */
export function appSource(host: HostChoice): string {
  return SOURCES[host]
}
