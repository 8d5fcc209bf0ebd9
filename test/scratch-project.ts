import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { packAll } from './packed-packages.ts'
import { pnpm } from './run-process.ts'
import { packages } from './topology.ts'
import { readManifest, requireBuilt, scope } from './workspace.ts'

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

/**
 * Packs every package and installs the tarballs into an empty project, with third parties in the versions that this
 * repository has, and with others in the given versions.
 */
export async function createScratchProject(
  thirdParties: readonly string[],
  others: Readonly<Record<string, string>> = {},
): Promise<ScratchProject> {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-pack-'))
  for (const name of Object.keys(packages)) requireBuilt(`packages/${name}`)
  const { pnpm: overrides } = await packAll(join(folder, 'tarballs'))
  const ours = Object.keys(packages).map((name) => [scope + name, overrides[scope + name]])
  const versions = thirdParties.map((name) => [name, versionOf(name)])
  const dependencies = { ...Object.fromEntries([...ours, ...versions]), ...others }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'scratch', private: true, dependencies }),
  )
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), stringify({ overrides, onlyBuiltDependencies: [] }))
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
