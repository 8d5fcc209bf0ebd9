import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres } from './find-postgres.ts'

/** Milliseconds in which a busy machine starts Postgres. */
const START_MS = 60_000

/** Options of `startPostgres`. */
export interface StartPostgresOptions {
  /** Settings of the server. @example { fsync: 'off' } */
  settings?: Readonly<Record<string, string>> | undefined
  /** A folder that keeps the data after `stop`. @default a temporary folder, which `stop` deletes */
  dataFolder?: string | undefined
  /** The port. @default a free one */
  port?: number | undefined
}

/** A Postgres server on 127.0.0.1, with a superuser that needs no password. */
export interface PostgresServer {
  /** The address of its database `postgres`. */
  readonly url: string
  readonly port: number
  readonly version: number
  /** The process of the server. It has another one after `restart`. */
  readonly process: ChildProcess
  /** Ends the server and starts it again: `immediate` without a shutdown, like a crash. */
  restart(mode: 'fast' | 'immediate'): Promise<void>
  /** Stops the server and deletes a temporary folder. */
  stop(): Promise<void>
}

/**
 * Starts a Postgres server. Returns undefined if no Postgres 15 or newer is installed.
 *
 * @throws Error if it does not start
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer | undefined> {
  const found = findPostgres()
  if (found === undefined) return undefined
  const user = serverUser()
  const isTemporary = options.dataFolder === undefined
  const folder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'flightdeck-postgres-'))
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const as: SpawnOptions = { cwd: folder, ...user }
  const program = (name: string): string => join(found.folder, name)
  const initialized = spawnSync(
    program('initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    {
      ...as,
      encoding: 'utf8',
    },
  )
  if (initialized.status !== 0 && !/exists but is not empty/.test(String(initialized.stderr))) {
    throw new Error(`initdb failed: ${initialized.stderr}`)
  }
  const port = options.port ?? (await freePort())
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, ...options.settings }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const launch = (): ChildProcess =>
    spawn(program('postgres'), ['-D', data, '-p', String(port), ...flags], { ...as, stdio: 'ignore' })
  const end = (mode: string): void => {
    spawnSync(program('pg_ctl'), ['-D', data, '-m', mode, '-w', '-t', '60', 'stop'], {
      ...as,
      stdio: 'ignore',
    })
  }
  let child = launch()
  const ready = async (): Promise<void> => {
    const deadline = Date.now() + START_MS
    while (!isReady(data, child)) {
      if (child.exitCode !== null || Date.now() > deadline) {
        child.kill('SIGKILL')
        throw new Error('Postgres did not start')
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  await ready()
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    version: found.version,
    get process() {
      return child
    },
    restart: async (mode) => {
      end(mode)
      child = launch()
      await ready()
    },
    stop: async () => {
      end('immediate')
      if (isTemporary) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The server writes its state to the last line of its lock file. */
function isReady(data: string, { pid }: ChildProcess): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

/** Postgres refuses to run as root: its own user runs it then. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'daemon']) {
    try {
      const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // The next user.
    }
  }
  return undefined
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
