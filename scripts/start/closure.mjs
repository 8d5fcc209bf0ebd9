// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const scope = '@flightdeck/'

/** The root of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The application that `pnpm start` runs. */
export const app = 'apps/assistant'

/**
 * The folders of a package and of all packages of this repository that it depends on, development dependencies excluded.
 *
 * @param {string} [folder]
 * @returns {string[]} sorted
 */
export function closureOf(folder = app) {
  const all = new Set([folder])
  for (const one of all) {
    const { dependencies = {} } = JSON.parse(readFileSync(`${root}${one}/package.json`, 'utf8'))
    for (const name of Object.keys(dependencies).filter((name) => name.startsWith(scope)))
      all.add(folderOf(name.slice(scope.length)))
  }
  return [...all].sort()
}

/** @param {string} name */
function folderOf(name) {
  return existsSync(`${root}packages/${name}/package.json`) ? `packages/${name}` : `apps/${name}`
}
