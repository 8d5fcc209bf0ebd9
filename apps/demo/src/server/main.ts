import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createOpenAIAgent } from '../agents/openai-agent.ts'
import { createScriptedAgent } from '../agents/scripted-agent.ts'
import { createDemoServer } from './demo-server.ts'
import type { Settings } from './settings.ts'
import { readSettings } from './settings.ts'

const DRAIN_MS = 3000

function start(settings: Settings): void {
  const { host, port, tokenMs, openai } = settings
  const agents = {
    default: createScriptedAgent({ tokenMs }),
    ...(openai && { openai: createOpenAIAgent(openai) }),
  }
  const publicFolder = fileURLToPath(new URL('./public', import.meta.url))
  const demo = createDemoServer({ agents, publicFolder })
  demo.server.once('error', (error: NodeJS.ErrnoException) => fail(explain(error, settings)))
  demo.server.listen(port, host, () => {
    process.stdout.write(`Flightdeck is ready: ${toUrl(host, demo.server.address() as AddressInfo)}\n`)
  })

  let closing = false
  const close = (): void => {
    if (closing) process.exit(1)
    closing = true
    demo.close(DRAIN_MS).then(() => process.exit(0))
  }
  process.on('SIGINT', close)
  process.on('SIGTERM', close)
}

function toUrl(host: string, address: AddressInfo): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? 'localhost' : address.family === 'IPv6' ? `[${address.address}]` : host
  return `http://${name}:${address.port}`
}

function explain(error: NodeJS.ErrnoException, { host, port }: Settings): string {
  const otherPort = port >= 4000 && port < 65_535 ? port + 1 : 4000
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program. Stop that one, or choose another port: PORT=${otherPort} npx -y pnpm@10 start`
  }
  if (error.code === 'EACCES') {
    return `Port ${port} is not open to this user. Choose a higher one: PORT=${otherPort} npx -y pnpm@10 start`
  }
  return `Cannot listen on ${host}, port ${port}: ${error.message}`
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

try {
  start(readSettings(process.env))
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}
