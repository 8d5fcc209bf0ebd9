import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { stripVTControlCharacters } from 'node:util'
import { binaryOf } from '../bin/binary-of.mjs'
import type { Host } from './host.ts'

const START_MS = 90_000
const STOP_MS = 5_000
const ADDRESS = /https?:\/\/(?:127\.0\.0\.1|localhost):(\d+)/

/** A running host. */
export interface RunningHost {
  /** Its origin, such as `http://127.0.0.1:4000`. */
  readonly url: string
  /** Its output so far. */
  readonly output: string
  /** Stops the host and every process that it started. */
  stop(): Promise<void>
}

/**
 * Starts a host and waits until it listens.
 *
 * @throws Error with the output of the host, if it exits or prints no address within 90 seconds
 */
export async function startHost(host: Host): Promise<RunningHost> {
  const { folder, command, env, choosesPort = true } = host
  const port = choosesPort ? 0 : await freePort()
  const [program, ...args] = command
  const child = spawn(binaryOf(program, folder), args, {
    cwd: folder,
    // No balancer sends requests to it, so it need not wait for one when it ends.
    env: {
      ...process.env,
      NODE_ENV: 'production',
      READY_GRACE_MS: '0',
      ...env,
      PORT: String(port),
      HOST: '127.0.0.1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group, so that the processes it starts can be stopped with it.
    detached: process.platform !== 'win32',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += String(text)
    })
  }
  const stop = (): Promise<void> => end(child)
  const onExit = (): void => signal(child, 'SIGKILL')
  process.once('exit', onExit)
  child.once('close', () => process.off('exit', onExit))
  try {
    const found = await listening(child, () => output)
    const url = `http://127.0.0.1:${choosesPort ? found : port}`
    return {
      url,
      get output() {
        return output
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function listening(child: ChildProcess, output: () => string): Promise<number> {
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`It exited with code ${code} before it listened`)))
  })
  // The wait below sees a rejection. After the host listens, its exit is not an error.
  failed.catch(() => {})
  const deadline = Date.now() + START_MS
  try {
    while (Date.now() < deadline) {
      const port = Number(ADDRESS.exec(stripVTControlCharacters(output()))?.[1])
      if (port > 0) return port
      await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, 50))])
    }
    throw new Error(`It printed no address within ${START_MS / 1_000} s`)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`The host did not start. ${reason}. Its output:\n${output()}`, { cause })
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'exit')
  signal(child, 'SIGTERM')
  const late = setTimeout(() => signal(child, 'SIGKILL'), STOP_MS)
  await closed
  clearTimeout(late)
  // Processes that it started and did not stop.
  signal(child, 'SIGKILL')
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, name)
    else child.kill(name)
  } catch {
    // It has already exited.
  }
}

/**
 * Returns a free port. It is below those that systems give to `listen(0)`, so no test that runs at the same time is given
 * it in the meantime.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
