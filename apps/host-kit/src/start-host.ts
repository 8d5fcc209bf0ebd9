import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { stripVTControlCharacters } from 'node:util'
import { binaryOf } from '../bin/binary-of.mjs'
import type { Host } from './host.ts'

const START_MS = 90_000
const STOP_MS = 5_000
const ADDRESS = /https?:\/\/(?:127\.0\.0\.1|localhost):(\d+)/

/** A host that listens. */
export interface RunningHost {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string
  /** Everything it has printed so far. */
  readonly output: string
  /** Ends it and whatever it started. */
  stop(): Promise<void>
}

/**
 * Starts a host and waits until it listens.
 *
 * @throws Error with what the host printed, when it ends or says no address within 90 seconds
 */
export async function startHost(host: Host): Promise<RunningHost> {
  const { folder, command, env, choosesPort = true } = host
  const port = choosesPort ? 0 : await freePort()
  const [program, ...args] = command
  const child = spawn(binaryOf(program, folder), args, {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', ...env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it.
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
    child.once('exit', (code) => reject(new Error(`It ended with code ${code} before it listened`)))
  })
  // Whoever waits below has seen it; after that, the end of the process is no failure.
  failed.catch(() => {})
  const deadline = Date.now() + START_MS
  try {
    while (Date.now() < deadline) {
      const port = Number(ADDRESS.exec(stripVTControlCharacters(output()))?.[1])
      if (port > 0) return port
      await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, 50))])
    }
    throw new Error(`It told no address within ${START_MS / 1_000} s`)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`The host did not start. ${reason}. It printed:\n${output()}`, { cause })
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'exit')
  signal(child, 'SIGTERM')
  const late = setTimeout(() => signal(child, 'SIGKILL'), STOP_MS)
  await closed
  clearTimeout(late)
  // Whatever it started and left behind.
  signal(child, 'SIGKILL')
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, name)
    else child.kill(name)
  } catch {
    // It is gone already.
  }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port')
  return address.port
}
