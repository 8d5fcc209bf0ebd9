import { type BundleCeilings, bundleCeilings } from './bundle-ceilings.ts'
import { entryFile, type PackageRow, packages } from './topology.ts'
import { scope } from './workspace.ts'

/** An entry of a package, and the allowed contents of its bundle. */
export interface BundleEntry {
  readonly folder: string
  readonly row: PackageRow
  /** Its file name in `dist`. */
  readonly file: string
  /** The packages that it may contain, without peers. */
  readonly mayCarry: readonly string[]
  /** Whether it may import `node:` modules. */
  readonly node: boolean
  readonly ceilings: BundleCeilings | undefined
}

/** The bundle of an entry. */
export interface Bundle {
  /** The bundled files. */
  readonly inputs: readonly string[]
  /** The external imports. */
  readonly imports: readonly string[]
  /** The size of what is loaded with it, minified. Next.js does not tell what is loaded on demand, so there it is included. */
  readonly bytes: number
  /** The exported names, if the bundler reports them. */
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

/** The import specifier of an entry. */
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

/** The package of a bundled file. */
export function packageOf(input: string): string {
  const own = /(?:^|\/)packages\/([^/]+)\/(?:dist|src)\//.exec(input)?.[1]
  if (own) return scope + own
  return /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? input
}

/** A chunk of a bundle with everything that it imports, and that those import. */
export function chunksWith(entry: string, importsOf: (name: string) => readonly string[]): string[] {
  const found = new Set([entry])
  for (const name of found) for (const imported of importsOf(name)) found.add(imported)
  return [...found]
}
