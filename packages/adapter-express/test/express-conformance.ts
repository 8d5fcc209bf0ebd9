import type { Server } from 'node:http'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { type StartServer, serverConformance } from '@flightdeck/testkit/conformance'
import express, { type Express, type RequestHandler } from 'express'
import { createCopilotExpressHandler } from '../src/express-handler.ts'

const basePath = '/api/copilotkit'

/** The runtime itself is tested over the fetch handler and over `node:http`; `test:full` runs every check here as well. */
const checks = process.env.TEST_FULL ? 'all' : 'host'

/** A body parser that passes bodies it cannot read on to the router: its own errors are not tested here. */
function lenient(parser: RequestHandler): RequestHandler {
  return (req, res, next) => {
    parser(req, res, (error: unknown) => {
      if (error instanceof Error && 'body' in error) Object.assign(req, { rawBody: error.body })
      next()
    })
  }
}

/** Refuses bodies that change when parsed and serialized: invalid UTF-8, and values nested too deep for JSON.stringify. */
function refuseLossy(_req: unknown, _res: unknown, bytes: Buffer): void {
  JSON.stringify(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
}

/** Declares the server conformance tests with the Express installed as `express`: without parser, and after `express.json()` in a nested router. */
export function expressConformance(version: string): void {
  const places: [string, string, (app: Express, router: RequestHandler) => void][] = [
    ['bare', basePath, (app, router) => app.use(router)],
    [
      'after express.json(), in a sub-router with a prefix',
      `/v1/tenant${basePath}`,
      (app, router) => {
        app.use(lenient(express.json({ limit: '50mb', verify: refuseLossy })))
        const inner = express.Router()
        inner.use('/:tenant', router)
        app.use('/v1', inner)
      },
    ],
  ]
  for (const [where, path, mount] of places) {
    const start: StartServer = async (options) => {
      const { mode, cors = false, limits, stopGraceMs, onConcurrentRun, hooks, ...runtimeOptions } = options
      const { maxBodyBytes, maxMessages, ...runLimits } = limits ?? {}
      const runtime = new CopilotRuntime({
        ...runtimeOptions,
        limits: { maxBodyBytes, maxMessages },
        runner: new InMemoryAgentRunner({ limits: runLimits, stopGraceMs, onConcurrentRun }),
      })
      const app = express()
      mount(app, createCopilotExpressHandler({ runtime, basePath, mode, cors, hooks }))
      // Requests that the router passes on are handled by the app.
      app.use((_req, res) => {
        res.status(404).set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
        res.json({ error: 'Not found', code: 'not_found' })
      })
      const server = await new Promise<Server>((resolve) => {
        const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
      })
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
    serverConformance(`${version}, ${where}`, start, { checks })
  }
}
