import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../../dist/server.js', import.meta.url))

/** The built server as a child process. */
export interface AssistantProcess {
  url: string
  port: number
  /** The folder of its data. */
  dataFolder: string
  /** Its output so far. */
  output(): string
  /** Stops it, and returns its exit code. */
  kill(signal: NodeJS.Signals): Promise<number | null>
  /** Kills it, and deletes its data. */
  dispose(): Promise<void>
}

/** Variables of the test environment that are not passed to the server. */
const OWN = /^(HOST|PORT|MODEL|MODEL_BASE_URL|DEMO_TOKEN_MS|ASSISTANT_DATA|EXPENSES_CSV|.*_API_KEY)$/

/**
 * Starts the built server and waits until it is ready. Port 0 is a free port. Without `ASSISTANT_DATA` it has a
 * temporary data folder, until `dispose`.
 *
 * @throws with its output, if it exits instead.
 */
export async function startAssistant(port = 0, env: Record<string, string> = {}): Promise<AssistantProcess> {
  const inherited = Object.entries(process.env).filter(([name]) => !OWN.test(name))
  const dataFolder = env.ASSISTANT_DATA ?? mkdtempSync(join(tmpdir(), 'flightdeck-assistant-data-'))
  const child = spawn(process.execPath, [SERVER], {
    env: {
      ...Object.fromEntries(inherited),
      PORT: String(port),
      READY_GRACE_MS: '0',
      ...env,
      ASSISTANT_DATA: dataFolder,
    },
  })
  let printed = ''
  child.stdout.on('data', (data) => (printed += data))
  child.stderr.on('data', (data) => (printed += data))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const ready = /http:\/\/\S+/.exec(printed)
      if (!ready) return
      child.off('close', onEarlyEnd)
      resolve(ready[0])
    })
    const onEarlyEnd = (code: number | null): void => {
      if (env.ASSISTANT_DATA === undefined) rmSync(dataFolder, { recursive: true, force: true })
      reject(new Error(`The server exited with code ${code}: ${printed}`))
    }
    child.once('close', onEarlyEnd)
  })
  return {
    url,
    port: Number(new URL(url).port),
    dataFolder,
    output: () => printed,
    kill: (signal) => end(child, signal),
    async dispose() {
      await end(child, 'SIGKILL')
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close')
    child.kill(signal)
    await closed
  }
  return child.exitCode
}
