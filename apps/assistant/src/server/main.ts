import { mkdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAssistant } from '../assistant/create-assistant.ts'
import type { ExpenseEntry } from '../ledger/expense.ts'
import { openLedger } from '../ledger/ledger.ts'
import { readCsv } from '../ledger/read-csv.ts'
import { sampleUntilNow } from '../ledger/sample.ts'
import { MOCK_MODEL, startMockProvider } from '../mock-model/mock-provider.ts'
import { startRatesServer } from '../rates/rates-server.ts'
import { createScriptedAgent } from '../scripted/scripted-agent.ts'
import { createAssistantServer } from './assistant-server.ts'
import { describeServer } from './describe-server.ts'
import { readSettings, type Settings } from './settings.ts'
import { stderrLogger } from './stderr-logger.ts'

const DRAIN_MS = 3000

async function start(settings: Settings): Promise<void> {
  const { host, port, tokenMs, dataFolder } = settings
  mkdirSync(dataFolder, { recursive: true })
  const ledger = openLedger(join(dataFolder, 'expenses.db'), firstExpenses(settings))
  const rates = await startRatesServer()
  const mock = settings.model === undefined ? await startMockProvider({ tokenMs }) : undefined
  const model = settings.model ?? {
    name: `openai-compatible/${MOCK_MODEL}`,
    baseURL: mock?.baseURL,
  }
  const info = {
    name: mock === undefined ? model.name : MOCK_MODEL,
    isMock: mock !== undefined,
  }
  const assistant = createAssistant({
    model,
    description: `Manages your expenses, with ${info.isMock ? 'a mock model' : info.name}`,
    ledger,
    rates,
    onMcpProblem: (problem) => stderrLogger.warn(problem.message, { code: problem.code }),
  })
  const app = createAssistantServer({
    agents: { default: assistant, scripted: createScriptedAgent({ tokenMs }) },
    ledger,
    model: info,
    threadsPath: join(dataFolder, 'threads.db'),
    publicFolder: fileURLToPath(new URL('./public', import.meta.url)),
    host,
  })
  app.server.once('error', (error: NodeJS.ErrnoException) => fail(explain(error, settings)))
  app.server.listen(port, host, () => {
    const url = toUrl(host, app.server.address() as AddressInfo)
    process.stdout.write(`${describeServer({ url, model: info, dataFolder })}\n`)
  })

  let closing = false
  const close = async (readyGraceMs: number): Promise<void> => {
    if (closing) process.exit(1)
    closing = true
    await app.close({ drainMs: DRAIN_MS, readyGraceMs })
    await Promise.all([assistant.close(), rates.close(), mock?.close()])
    ledger.close()
    process.exit(0)
  }
  process.on('SIGINT', () => close(0))
  // A load balancer needs a few seconds to notice that the server is not ready.
  process.on('SIGTERM', () => close(Number(process.env.READY_GRACE_MS ?? 5_000)))
}

function firstExpenses({ csvPath }: Settings): ExpenseEntry[] {
  if (csvPath === undefined) return sampleUntilNow()
  try {
    return readCsv(readFileSync(csvPath, 'utf8'))
  } catch (error) {
    throw new Error(`EXPENSES_CSV: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function toUrl(host: string, address: AddressInfo): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? 'localhost' : address.family === 'IPv6' ? `[${address.address}]` : host
  return `http://${name}:${address.port}`
}

function explain(error: NodeJS.ErrnoException, { host, port }: Settings): string {
  const otherPort = port >= 4000 && port < 65_535 ? port + 1 : 4000
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is already in use. Stop the other program, or choose another port: PORT=${otherPort} npx -y pnpm@10 start`
  }
  if (error.code === 'EACCES') {
    return `You are not allowed to listen on port ${port}. Choose a higher port: PORT=${otherPort} npx -y pnpm@10 start`
  }
  return `Cannot listen on ${host}, port ${port}: ${error.message}`
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

try {
  await start(readSettings(process.env))
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}
