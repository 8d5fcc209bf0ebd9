import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pnpm, runProcess } from '../run-process.ts'

export type PackageManager = 'npm' | 'pnpm'

/** An empty project that has installed from the registries, as a user does. */
export interface ConsumerProject {
  readonly folder: string
  /** The text of the lockfile that the install wrote. */
  readonly lockfile: string
  /** Names of the packages of our scope that the install brought. */
  readonly brought: readonly string[]
  remove(): void
}

/**
 * pnpm at its strictest: a package finds what its manifest lists and nothing else, and of its peers those that the
 * project has. npm knows no such mode: it lays everything side by side, peers included.
 */
const STRICT = 'hoist=false\nauto-install-peers=false\n'

const lockfiles = { npm: 'package-lock.json', pnpm: 'pnpm-lock.yaml' }

/** Every package of our scope in a folder of modules, whichever way the manager lays it out. */
function scopedIn(folder: string, manager: PackageManager): string[] {
  if (manager === 'npm') return readdirSync(join(folder, 'node_modules/@flightdeck'))
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
