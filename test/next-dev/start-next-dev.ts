import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from '../workspace.ts'

export type DevBundler = 'turbopack' | 'webpack'

/** A running `next dev` with an app in a folder of its own. */
export interface NextDev {
  readonly url: string
  /** Its output so far. */
  readonly output: string
  /** Writes a file of the app, by its path. */
  save(path: string, source: string): void
  stop(): Promise<void>
}

const START_MS = 120_000

/** Starts `next dev` with one of its bundlers, on a free port. The app can import what this folder's tests can. */
export async function startNextDev(
  bundler: DevBundler,
  files: Readonly<Record<string, string>>,
): Promise<NextDev> {
  // Inside the repository, because Next.js does not read files outside its root.
  mkdirSync(`${root}test-results`, { recursive: true })
  const folder = mkdtempSync(`${root}test-results/next-dev-`)
  symlinkSync(`${root}test/node_modules`, join(folder, 'node_modules'))
  const save = (path: string, source: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), source)
  }
  save('next.config.mjs', `export default ${JSON.stringify({ turbopack: { root } })}`)
  for (const [path, source] of Object.entries(files)) save(path, source)
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const child = spawn(
    process.execPath,
    [next, 'dev', `--${bundler}`, '--hostname', '127.0.0.1', '--port', '0'],
    {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group, so that the server that it starts ends with it.
      detached: true,
    },
  )
  let output = ''
  const stop = async (): Promise<void> => {
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  }
  const url = new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`next dev did not listen:\n${output}`)), START_MS)
    child.once('exit', (code) => reject(new Error(`next dev ended with code ${code}:\n${output}`)))
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0]
        if (address === undefined) return
        clearTimeout(late)
        resolve(address)
      })
    }
  })
  try {
    return {
      url: await url,
      get output() {
        return output
      },
      save,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  process.kill(-child.pid, 'SIGKILL')
  await exited
}
