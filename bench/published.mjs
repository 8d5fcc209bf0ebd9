import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../packages/', import.meta.url))

/**
 * @typedef {object} Published
 * @property {string} name
 * @property {string} folder
 * @property {{ specifier: string, file: string }[]} entries
 */

/** @returns {Published[]} all published packages */
export function published() {
  return readdirSync(folder).flatMap((directory) => {
    const manifest = JSON.parse(readFileSync(`${folder}${directory}/package.json`, 'utf8'))
    if (manifest.private) return []
    const entries = Object.entries(manifest.exports).flatMap(([key, target]) => {
      const file = target.import?.default ?? target.default
      return file === undefined
        ? []
        : [{ specifier: manifest.name + key.slice(1), file: `${folder}${directory}/${file.slice(2)}` }]
    })
    return [{ name: manifest.name, folder: folder + directory, entries }]
  })
}
