import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { createCopilotNodeHandler } from '@flightdeck/adapter-node'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import type { DemoAgent } from '../agents/demo-agent.ts'
import { createStaticFiles } from './static-files.ts'
import { stderrLogger } from './stderr-logger.ts'

const API_PATH = '/api/copilotkit'

export interface DemoServerOptions {
  /** The agents by id. The page talks to `default`. */
  agents: Record<string, DemoAgent>
  /** The folder that holds the built page. */
  publicFolder: string
}

export interface DemoServer {
  /** Not listening yet. */
  server: Server
  /** Takes no more runs, lets running ones finish for up to `drainMs` milliseconds, then ends the rest and hangs up. */
  close(drainMs: number): Promise<void>
}

/** Puts the API and the page behind one server. */
export function createDemoServer(options: DemoServerOptions): DemoServer {
  const { agents, publicFolder } = options
  const runner = new InMemoryAgentRunner()
  const runtime = new CopilotRuntime({ agents, runner, logger: stderrLogger })
  const api = createCopilotNodeHandler(
    createCopilotRuntimeHandler({ runtime, basePath: API_PATH, cors: true }),
  )
  const page = createStaticFiles(publicFolder)
  const server = createServer((request, response) => {
    const isApi = request.url === API_PATH || request.url?.startsWith(`${API_PATH}/`)
    return isApi ? api(request, response) : page(request, response)
  })

  return {
    server,
    async close(drainMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await runner.close({ drainMs })
      // One more turn, so that the last events of the runs reach their sockets.
      await new Promise((resolve) => setTimeout(resolve, 50))
      server.closeAllConnections()
      await closed
    },
  }
}
