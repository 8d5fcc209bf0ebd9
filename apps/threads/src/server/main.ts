import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { createCopilotNodeHandler } from '@flightdeck/adapter-node'
import { SqliteAgentRunner } from '@flightdeck/runner-sqlite'
import { CopilotRuntime, type Logger } from '@flightdeck/runtime-core'
import { createScriptedAgent } from '../agent/scripted-agent.ts'
import { createFetchHandler } from './fetch-handler.ts'
import { readSessionSecret } from './session-secret.ts'
import { createSessions } from './sessions.ts'
import { readSettings } from './settings.ts'
import { nameThread } from './thread-name.ts'

const HOST = '127.0.0.1'
const DRAIN_MS = 3000

const warn: Logger['warn'] = (message, fields = {}) => process.stderr.write(`${message} ${inspect(fields)}\n`)
const logger: Logger = { debug() {}, info() {}, warn, error: warn }

function start(): void {
  const { port, databasePath, wordMs } = readSettings(process.env)
  const dataFolder = dirname(databasePath)
  mkdirSync(dataFolder, { recursive: true })
  const sessions = createSessions(readSessionSecret(join(dataFolder, 'session-secret')))
  const runtime = new CopilotRuntime({
    agents: { default: createScriptedAgent({ wordMs }) },
    runner: new SqliteAgentRunner({ path: databasePath }),
    identifyUser: (request) => sessions.userOf(request),
    generateThreadName: nameThread,
    logger,
  })
  const publicFolder = fileURLToPath(new URL('./public', import.meta.url))
  const server = createServer(
    // A load balancer keeps idle connections for a minute, and must be the first to close one.
    { keepAliveTimeout: 65_000, headersTimeout: 66_000 },
    createCopilotNodeHandler(createFetchHandler({ runtime, sessions, publicFolder })),
  )
  server.once('error', fail)
  server.listen(port, HOST, () => {
    const address = server.address() as AddressInfo
    process.stdout.write(`Open http://${HOST}:${address.port}\nDatabase: ${databasePath}\n`)
  })

  let closing = false
  const close = async (readyGraceMs: number): Promise<void> => {
    if (closing) process.exit(1)
    closing = true
    await runtime.close({ drainMs: DRAIN_MS, readyGraceMs })
    server.close()
    process.exit(0)
  }
  process.on('SIGINT', () => close(0))
  // A load balancer needs a few seconds to notice that the server is not ready.
  process.on('SIGTERM', () => close(Number(process.env.READY_GRACE_MS ?? 5_000)))
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

try {
  start()
} catch (error) {
  fail(error)
}
