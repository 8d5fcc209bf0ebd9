import { type BundleCeilings, bundleCeilings } from './bundle-ceilings.ts'
import { entryFile, type PackageRow, packages } from './topology.ts'
import { scope } from './workspace.ts'

/** An entry of a package, and what a bundle of it may be. */
export interface BundleEntry {
  readonly folder: string
  readonly row: PackageRow
  /** The name of its file in `dist`. */
  readonly file: string
  /** What it may carry, peers apart. */
  readonly mayCarry: readonly string[]
  /** Whether it may import `node:` modules. */
  readonly node: boolean
  readonly ceilings: BundleCeilings | undefined
}

/** What a bundler made of an entry. */
export interface Bundle {
  /** The files that ended up in it. */
  readonly inputs: readonly string[]
  /** What it leaves to be imported. */
  readonly imports: readonly string[]
  /** Its size, minified. */
  readonly bytes: number
  /** The names that it exports, where the bundler tells them. */
  readonly exports?: readonly string[]
}

/** Every entry of every package. */
export const entries: readonly BundleEntry[] = Object.entries(packages).flatMap(([folder, row]) =>
  row.entries.map((entry) => ({
    folder,
    row,
    file: entryFile(entry),
    mayCarry: row.entryBundles?.[entry] ?? row.bundle,
    node: row.node || row.nodeEntries?.includes(entry) === true,
    ceilings: bundleCeilings[folder + entry.slice(1)],
  })),
)

/** The name that an entry is imported by. */
export function nameOf({ folder, file }: BundleEntry): string {
  return scope + folder + (file === 'index' ? '' : `/${file}`)
}

/** The path of an entry's file, from the root. */
export function distOf({ folder, file }: BundleEntry): string {
  return `packages/${folder}/dist/${file}.js`
}

/** Whether a package, or a path in it, is one of these. */
export function isOneOf(names: readonly string[], path: string): boolean {
  return names.some((name) => path === name || path.startsWith(`${name}/`))
}

/** The package that a bundled file belongs to. */
export function packageOf(input: string): string {
  const own = /(?:^|\/)packages\/([^/]+)\/(?:dist|src)\//.exec(input)?.[1]
  if (own) return scope + own
  return /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? input
}
