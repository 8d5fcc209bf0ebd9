import { createServer } from 'node:http'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { type StartServer, serverConformance } from '@flightdeck/testkit/conformance'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createCopilotHonoHandler } from './hono-handler.ts'
import type { CopilotHonoApp } from './routes.ts'

const basePath = '/api/copilotkit'

const places: [string, string, (endpoint: CopilotHonoApp<typeof basePath>) => Pick<Hono, 'fetch'>][] = [
  ['served by itself', basePath, (endpoint) => endpoint],
  [
    'mounted below a prefix',
    `/v1/tenant${basePath}`,
    (endpoint) => {
      const app = new Hono()
      app.route('/v1/:tenant', endpoint)
      // Requests that no route of the runtime matches are handled by the app.
      app.notFound((c) =>
        c.json({ error: 'Not found', code: 'not_found' }, 404, {
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        }),
      )
      return app
    },
  ],
]

// The runtime itself is tested over the fetch handler and over node:http; `test:full` runs every check here as well.
const checks = process.env.TEST_FULL ? 'all' : 'host'

for (const [where, path, mount] of places) {
  const start: StartServer = async (options) => {
    const { mode, cors = false, limits, stopGraceMs, onConcurrentRun, hooks, ...runtimeOptions } = options
    const { maxBodyBytes, maxMessages, ...runLimits } = limits ?? {}
    const runtime = new CopilotRuntime({
      ...runtimeOptions,
      limits: { maxBodyBytes, maxMessages },
      runner: new InMemoryAgentRunner({ limits: runLimits, stopGraceMs, onConcurrentRun }),
    })
    const app = mount(createCopilotHonoHandler({ runtime, basePath, mode, cors, hooks }))
    const server = createServer(getRequestListener(app.fetch))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The server has no port')
    return {
      url: `http://127.0.0.1:${address.port}${path}`,
      async close() {
        server.closeAllConnections()
        server.close()
        await runtime.close({ drainMs: 0 })
      },
    }
  }
  serverConformance(`a Hono app, ${where}`, start, { checks })
}
