import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url))

/** A package whose exports are documented. */
export interface DocumentedPackage {
  /** Its folder in `packages/`, which is also the name of its page. */
  readonly folder: string
  readonly name: string
  readonly description: string
  /** Its entries: what an import names, and the source behind it. */
  readonly entries: readonly { readonly specifier: string; readonly file: string }[]
}

/** Reads every package. Entries for other packages of this repository (`/internal`) are not documented. */
export function documentedPackages(): DocumentedPackage[] {
  const folders = readdirSync(join(root, 'packages')).filter((name) =>
    existsSync(join(root, 'packages', name, 'package.json')),
  )
  return folders.map((folder) => {
    const text = readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')
    const manifest: { name: string; description: string; exports: Record<string, unknown> } = JSON.parse(text)
    const entries = Object.keys(manifest.exports)
      .filter((entry) => entry !== './package.json' && entry !== './internal')
      .map((entry) => ({
        specifier: posix.join(manifest.name, entry),
        file: join(root, 'packages', folder, 'src', `${entry === '.' ? 'index' : entry.slice(2)}.ts`),
      }))
    return { folder, name: manifest.name, description: manifest.description, entries }
  })
}
