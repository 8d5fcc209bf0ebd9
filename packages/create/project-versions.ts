import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly devDependencies?: Readonly<Record<string, string>>
}

const packages = fileURLToPath(new URL('..', import.meta.url))
const read = (folder: string): Manifest =>
  JSON.parse(readFileSync(`${packages}${folder}/package.json`, 'utf8'))

/**
 * The version ranges that a new project depends on: our packages in their current versions, third parties as in the
 * `devDependencies` here, with which the tests build every project.
 */
export function projectVersions(): Record<string, string> {
  const own = readdirSync(packages)
    .map(read)
    .map(({ name, version }) => [name, `^${version}`])
  return { ...read('create').devDependencies, ...Object.fromEntries(own) }
}
