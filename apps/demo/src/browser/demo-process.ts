import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../../dist/server.js', import.meta.url))

/** The built demo, running as a process of its own. */
export interface DemoProcess {
  url: string
  port: number
  /** Everything that it has printed so far. */
  output(): string
  /** Ends it, and gives its exit code. */
  kill(signal: NodeJS.Signals): Promise<number | null>
}

/**
 * Starts the built demo and waits until it says that it is ready. Port 0 is a free one.
 *
 * @throws with what it printed, when it ends instead.
 */
export async function startDemo(port = 0, env: Record<string, string> = {}): Promise<DemoProcess> {
  const { OPENAI_API_KEY: _key, HOST: _host, ...inherited } = process.env
  const child = spawn(process.execPath, [SERVER], { env: { ...inherited, PORT: String(port), ...env } })
  let printed = ''
  child.stdout.on('data', (data) => (printed += data))
  child.stderr.on('data', (data) => (printed += data))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const ready = /http:\/\/\S+/.exec(printed)
      if (ready) resolve(ready[0])
    })
    child.once('close', (code) => reject(new Error(`The demo ended with code ${code}: ${printed}`)))
  })
  return { url, port: Number(new URL(url).port), output: () => printed, kill: (signal) => end(child, signal) }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close')
    child.kill(signal)
    await closed
  }
  return child.exitCode
}
