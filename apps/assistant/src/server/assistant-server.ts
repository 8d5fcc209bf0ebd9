import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { createCopilotNodeHandler } from '@flightdeck/adapter-node'
import { createPageFiles } from '@flightdeck/page-kit/server'
import { SqliteAgentRunner } from '@flightdeck/runner-sqlite'
import { type AgentsConfig, CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import type { Ledger } from '../ledger/ledger.ts'
import { BOOK_PATH, createBookRoutes, type ModelInfo } from './book-routes.ts'
import { stderrLogger } from './stderr-logger.ts'
import { isTrustedHost } from './trusted-host.ts'

const API_PATH = '/api/copilotkit'

export interface AssistantServerOptions {
  /** The agents by id. The page talks to `default` unless its visitor chooses another. */
  agents: AgentsConfig
  ledger: Ledger
  model: ModelInfo
  /** The SQLite file that keeps the threads. */
  threadsPath: string
  /** The folder that holds the built page. */
  publicFolder: string
  /** The address that the server is going to listen on. */
  host: string
}

export interface AssistantServer {
  /** Not listening yet. */
  server: Server
  /** Takes no more runs, lets running ones finish for up to `drainMs` milliseconds, then ends the rest and hangs up. */
  close(drainMs: number): Promise<void>
}

/** Puts the API, the book and the page behind one server. */
export function createAssistantServer(options: AssistantServerOptions): AssistantServer {
  const { agents, ledger, model, threadsPath, publicFolder, host } = options
  const runtime = new CopilotRuntime({
    agents,
    // One driver on every Node, the one that the book is kept with.
    runner: new SqliteAgentRunner({ path: threadsPath, driver: 'libsql' }),
    // The server is one reader's own: whoever may open the page may read the threads.
    identifyUser: () => ({ id: 'reader' }),
    logger: stderrLogger,
  })
  const api = createCopilotNodeHandler(createCopilotRuntimeHandler({ runtime, basePath: API_PATH }))
  const book = createBookRoutes(ledger, model)
  const page = createCopilotNodeHandler(createPageFiles(publicFolder))
  const server = createServer((request, response) => {
    if (!isTrustedHost(host, request.headers.host)) {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
      return response.end('This server is for this machine. Set HOST to open it to others.\n')
    }
    if (isBelow(API_PATH, request.url)) return api(request, response)
    return isBelow(BOOK_PATH, request.url) ? book(request, response) : page(request, response)
  })

  return {
    server,
    async close(drainMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await runtime.close({ drainMs })
      // One more turn, so that the last events of the runs reach their sockets.
      await new Promise((resolve) => setTimeout(resolve, 50))
      server.closeAllConnections()
      await closed
    },
  }
}

function isBelow(path: string, url: string | undefined): boolean {
  return url === path || url?.startsWith(`${path}/`) === true || url?.startsWith(`${path}?`) === true
}
