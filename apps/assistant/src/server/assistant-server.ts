import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { createCopilotNodeHandler } from '@flightdeck/adapter-node'
import { createPageFiles } from '@flightdeck/page-kit/server'
import { SqliteAgentRunner } from '@flightdeck/runner-sqlite'
import {
  type AgentsConfig,
  CopilotRuntime,
  createCopilotRuntimeHandler,
  loopbackHosts,
  type RuntimeCloseOptions,
} from '@flightdeck/runtime-core'
import type { Ledger } from '../ledger/ledger.ts'
import { BOOK_PATH, createBookRoutes, type ModelInfo } from './book-routes.ts'
import { stderrLogger } from './stderr-logger.ts'
import { isLoopback, isTrustedHost } from './trusted-host.ts'

/** The base path of the runtime. */
export const API_PATH = '/api/copilotkit'

export interface AssistantServerOptions {
  /** The agents by id. The page uses `default` unless the visitor chooses another. */
  agents: AgentsConfig
  ledger: Ledger
  model: ModelInfo
  /** The SQLite file for the threads. */
  threadsPath: string
  /** The folder of the built page. */
  publicFolder: string
  /** The host that the server will listen on. */
  host: string
}

export interface AssistantServer {
  /** Not listening yet. */
  server: Server
  /** Closes the runtime, then the server and its connections. */
  close(options: RuntimeCloseOptions): Promise<void>
}

/** Creates one server for the API, the expenses and the page. */
export function createAssistantServer(options: AssistantServerOptions): AssistantServer {
  const { agents, ledger, model, threadsPath, publicFolder, host } = options
  const runtime = new CopilotRuntime({
    agents,
    // The same driver on every Node version, as for the expenses.
    runner: new SqliteAgentRunner({ path: threadsPath, driver: 'libsql' }),
    // The server has one user: anyone who can open the page can read the threads.
    identifyUser: () => ({ id: 'reader' }),
    logger: stderrLogger,
  })
  const api = createCopilotNodeHandler(
    createCopilotRuntimeHandler({
      runtime,
      basePath: API_PATH,
      allowedHosts: isLoopback(host) ? loopbackHosts : undefined,
    }),
  )
  const book = createBookRoutes(ledger, model)
  const page = createCopilotNodeHandler(createPageFiles(publicFolder))
  // A load balancer keeps idle connections for a minute, and must be the first to close one.
  const timeouts = { keepAliveTimeout: 65_000, headersTimeout: 66_000 }
  const server = createServer(timeouts, (request, response) => {
    if (isBelow(API_PATH, request.url)) return api(request, response)
    if (!isTrustedHost(host, request.headers.host)) {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
      return response.end('This server accepts local requests only. Set HOST to allow others.\n')
    }
    return isBelow(BOOK_PATH, request.url) ? book(request, response) : page(request, response)
  })

  return {
    server,
    async close(options) {
      await runtime.close(options)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // Wait one more turn, so that the last events of the runs are written to their sockets.
      await new Promise((resolve) => setTimeout(resolve, 50))
      server.closeAllConnections()
      await closed
    },
  }
}

function isBelow(path: string, url: string | undefined): boolean {
  return url === path || url?.startsWith(`${path}/`) === true || url?.startsWith(`${path}?`) === true
}
