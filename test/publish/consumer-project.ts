import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
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

/** A name and its spec, of `express@^5.1.0` or `@scope/name@file:/a/file.tgz`. */
function splitSpec(spec: string): [string, string] {
  const at = spec.indexOf('@', 1)
  return [spec.slice(0, at), spec.slice(at + 1)]
}

/** Writes a manifest with these dependencies, and the overrides where each package manager reads them. */
function writeManifest(
  manager: PackageManager,
  folder: string,
  specs: readonly string[],
  overrides: Readonly<Record<string, string>>,
): void {
  const manifest = {
    name: 'consumer',
    private: true,
    dependencies: Object.fromEntries(specs.map(splitSpec)),
    ...(manager === 'npm' && { overrides }),
    ...(manager === 'yarn' && { resolutions: overrides }),
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  if (manager === 'pnpm') writeFileSync(join(folder, 'pnpm-workspace.yaml'), stringify({ overrides }))
}

/** Installs these specs, such as `express@^5.1.0`, into an empty project. */
export async function createConsumerProject(
  manager: PackageManager,
  specs: readonly string[],
  npmrc: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<ConsumerProject> {
  const folder = mkdtempSync(join(tmpdir(), `flightdeck-${manager}-`))
  writeFileSync(join(folder, '.npmrc'), npmrc + (manager === 'pnpm' ? STRICT : ''))
  writeManifest(manager, folder, specs, overrides)
  if (manager === 'pnpm') {
    await pnpm(['install', '--no-frozen-lockfile'], folder)
  } else if (manager === 'yarn') {
    await yarn(['install', '--ignore-scripts', '--ignore-engines', '--non-interactive'], folder)
  } else {
    const options = ['--strict-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund']
    const { code, output } = await runProcess('npm', ['install', ...options], {
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
