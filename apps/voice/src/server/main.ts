import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { createCopilotNodeHandler } from '@flightdeck/adapter-node'
import { createPageFiles } from '@flightdeck/page-kit/server'
import {
  CopilotRuntime,
  createCopilotRuntimeHandler,
  type Logger,
  loopbackHosts,
} from '@flightdeck/runtime-core'
import { echoAgent } from '../agent/echo-agent.ts'
import { readSettings } from './settings.ts'
import { createTranscription } from './transcription.ts'

const HOST = '127.0.0.1'
const API = '/api/copilotkit'

const warn: Logger['warn'] = (message, fields = {}) => process.stderr.write(`${message} ${inspect(fields)}\n`)
const logger: Logger = { debug() {}, info() {}, warn, error: warn }

async function start(): Promise<void> {
  const settings = readSettings(process.env)
  const { service, description } = await createTranscription(settings.transcription)
  const runtime = new CopilotRuntime({
    agents: { default: echoAgent },
    transcriptionService: service,
    logger,
  })
  const api = createCopilotRuntimeHandler({ runtime, basePath: API, allowedHosts: loopbackHosts })
  const page = createPageFiles(fileURLToPath(new URL('./public', import.meta.url)), {
    'permissions-policy': 'microphone=(self)',
  })
  const server = createServer(
    // A load balancer keeps idle connections for a minute, and must be the first to close one.
    { keepAliveTimeout: 65_000, headersTimeout: 66_000 },
    createCopilotNodeHandler((request) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/listener')
        return Response.json({ description }, { headers: { 'cache-control': 'no-store' } })
      return pathname === API || pathname.startsWith(`${API}/`) ? api(request) : page(request)
    }),
  )
  server.once('error', fail)
  server.listen(settings.port, HOST, () => {
    const { port } = server.address() as AddressInfo
    process.stdout.write(`Open http://${HOST}:${port}\nTranscription: ${description}\n`)
  })

  let closing = false
  const close = async (readyGraceMs: number): Promise<void> => {
    if (closing) process.exit(1)
    closing = true
    await runtime.close({ drainMs: 3000, readyGraceMs })
    server.close()
    process.exit(0)
  }
  process.on('SIGINT', () => close(0))
  // A load balancer needs a few seconds to notice that the server is not ready.
  process.on('SIGTERM', () => close(Number(process.env.READY_GRACE_MS ?? 5_000)))
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

start().catch(fail)
