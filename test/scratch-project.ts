import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { pnpm } from './run-process.ts'
import { packages } from './topology.ts'
import { readManifest, requireBuilt, root, scope } from './workspace.ts'

/** A project outside the workspace with the packed packages installed. */
export interface ScratchProject {
  readonly folder: string
  /** Names of all packages that an installation of the given ones contains, themselves included. */
  installedWith(names: readonly string[]): Set<string>
  remove(): void
}

interface Lockfile {
  readonly importers: Record<string, { readonly dependencies: Record<string, { readonly version: string }> }>
  readonly snapshots: Record<
    string,
    { readonly dependencies?: Record<string, string>; readonly optionalDependencies?: Record<string, string> }
  >
}

/** The version of a third-party package that this repository uses, so that the test does not depend on new releases. */
export function versionOf(name: string): string {
  for (const folder of ['test', '.', ...Object.keys(packages).map((name) => `packages/${name}`)]) {
    const { dependencies, devDependencies } = readManifest(folder)
    const version = devDependencies?.[name] ?? dependencies?.[name]
    if (version) return version
  }
  throw new Error(`No package here depends on ${name}: add it to test/package.json`)
}

/** Packs every package and installs the tarballs, with the given third parties, into an empty project. */
export async function createScratchProject(thirdParties: readonly string[]): Promise<ScratchProject> {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-pack-'))
  mkdirSync(join(folder, 'tarballs'))
  const tarballs: Record<string, string> = {}
  for (const name of Object.keys(packages)) {
    requireBuilt(`packages/${name}`)
    await pnpm(['pack', '--out', join(folder, 'tarballs', `${name}.tgz`)], `${root}packages/${name}`)
    tarballs[scope + name] = `file:./tarballs/${name}.tgz`
  }
  const manifest = {
    name: 'scratch',
    private: true,
    dependencies: { ...tarballs, ...Object.fromEntries(thirdParties.map((name) => [name, versionOf(name)])) },
    pnpm: { overrides: tarballs, onlyBuiltDependencies: [] },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  await pnpm(['install', '--prefer-offline', '--no-frozen-lockfile'], folder)
  const lockfile: Lockfile = parse(readFileSync(join(folder, 'pnpm-lock.yaml'), 'utf8'))

  return {
    folder,
    installedWith(names) {
      const keys = new Set<string>()
      const visit = (name: string, version: string) => {
        const key = version in lockfile.snapshots ? version : `${name}@${version}`
        if (keys.has(key)) return
        keys.add(key)
        const { dependencies, optionalDependencies } = lockfile.snapshots[key] ?? {}
        for (const next of Object.entries({ ...dependencies, ...optionalDependencies })) visit(...next)
      }
      const installed = lockfile.importers['.']?.dependencies ?? {}
      for (const name of names) visit(name, installed[name]?.version ?? 'not installed')
      return keys
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
