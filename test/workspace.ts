import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The members of a package.json that the tests use. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly description?: string
  readonly keywords?: readonly string[]
  readonly license?: string
  readonly repository?: { readonly url?: string; readonly directory?: string }
  readonly type?: string
  readonly sideEffects?: boolean
  readonly engines?: { readonly node?: string }
  readonly files?: readonly string[]
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly publishConfig?: { readonly access?: string }
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** The repository's root folder, with a slash at its end. */
export const root: string = fileURLToPath(new URL('..', import.meta.url))

/** The scope that every package of this repository is published under. */
export const scope = '@flightdeck/'

/** Reads a file of this repository, by its path from the root. Throws if it does not exist. */
export function readText(path: string): string {
  return readFileSync(root + path, 'utf8')
}

/** The manifest in a folder of this repository. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readText(`${folder}/package.json`))
}

/** Throws with instructions if a package is not built. */
export function requireBuilt(folder: string): void {
  if (!existsSync(`${root}${folder}/dist/index.js`))
    throw new Error(`${folder} is not built: run pnpm build first`)
}
