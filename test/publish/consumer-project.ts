import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pnpm, runProcess } from '../run-process.ts'

export type PackageManager = 'npm' | 'pnpm' | 'yarn'

/** An empty project with packages installed from the registries. */
export interface ConsumerProject {
  readonly folder: string
  /** The text of the lockfile. */
  readonly lockfile: string
  /** Names of the installed packages of our scope. */
  readonly brought: readonly string[]
  remove(): void
}

/**
 * The strictest settings of pnpm: a package can import only what its manifest lists, and only the peers that the project
 * has. npm has no such mode: it installs everything side by side, peers included.
 */
const STRICT = 'hoist=false\nauto-install-peers=false\n'

const lockfiles = { npm: 'package-lock.json', pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock' }

/** Every package of our scope in a `node_modules` folder, in the layout of either package manager. */
function scopedIn(folder: string, manager: PackageManager): string[] {
  if (manager !== 'pnpm') return readdirSync(join(folder, 'node_modules/@flightdeck'))
  return readdirSync(join(folder, 'node_modules/.pnpm'))
    .map((entry) => /^@flightdeck\+([a-z-]+)@/.exec(entry)?.[1])
    .filter((name) => name !== undefined)
}

/** Installs these specs, such as `express@^5.1.0`, into an empty project. */
export async function createConsumerProject(
  manager: PackageManager,
  specs: readonly string[],
  npmrc: string,
): Promise<ConsumerProject> {
  const folder = mkdtempSync(join(tmpdir(), `flightdeck-${manager}-`))
  writeFileSync(join(folder, '.npmrc'), npmrc + (manager === 'pnpm' ? STRICT : ''))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }))
  if (manager === 'pnpm') {
    await pnpm(['add', ...specs], folder)
  } else if (manager === 'yarn') {
    await yarn(['add', '--ignore-scripts', '--ignore-engines', '--non-interactive', ...specs], folder)
  } else {
    const options = ['--strict-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund']
    const { code, output } = await runProcess('npm', ['install', ...options, ...specs], {
      cwd: folder,
      timeoutMs: 180_000,
    })
    if (code !== 0) throw new Error(`npm install ${specs.join(' ')} failed:\n${output}`)
  }
  return {
    folder,
    lockfile: readFileSync(join(folder, lockfiles[manager]), 'utf8'),
    brought: [...new Set(scopedIn(folder, manager))].sort(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Runs Yarn 1, which takes the registries of an `.npmrc`. */
async function yarn(args: readonly string[], folder: string): Promise<void> {
  const bin = fileURLToPath(new URL('../node_modules/yarn/bin/yarn.js', import.meta.url))
  const cache = ['--cache-folder', join(folder, '.yarn-cache')]
  const { code, output } = await runProcess(process.execPath, [bin, ...args, ...cache], {
    cwd: folder,
    timeoutMs: 180_000,
  })
  if (code !== 0) throw new Error(`yarn ${args.join(' ')} failed:\n${output}`)
}
