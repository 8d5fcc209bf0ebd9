// @ts-check
// Compares what the assistant is built from with its last build: the sources, and the packages that they import.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, closureOf, root } from './closure.mjs'

const server = `${root}${app}/dist/server.js`
const record = `${root}${app}/dist/inputs.txt`

/** Folders and files that no build reads. turbo.json has the same. */
const IGNORED =
  /^\.|^(node_modules|dist|data|test|test-results|vitest\.config\.ts)$|\.(test|bench)\.ts$|\.md$/

/** Whether the last build is of the files as they are now. */
export function isBuilt() {
  return existsSync(server) && existsSync(record) && readFileSync(record, 'utf8') === hashInputs()
}

/** Records that a build of the files as they are now has ended. */
export function recordInputs() {
  writeFileSync(record, hashInputs())
}

function hashInputs() {
  const hash = createHash('sha256')
  const folders = closureOf()
  for (const file of ['package-sources.ts', ...folders.flatMap(filesIn)])
    hash
      .update(`${file}\0`)
      .update(readFileSync(root + file))
      .update('\0')
  for (const folder of folders) hash.update(`${installedIn(folder)}\0`)
  return hash.digest('hex')
}

/**
 * The installed versions of the third parties of a folder.
 *
 * @param {string} folder
 */
function installedIn(folder) {
  const { dependencies = {} } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'))
  return Object.keys(dependencies)
    .sort()
    .map((name) => `${root}${folder}/node_modules/${name}`)
    .filter((link) => existsSync(link))
    .map((link) => /\.pnpm[\\/]([^\\/]+)/.exec(readlinkSync(link))?.[1])
    .join()
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesIn(folder) {
  return readdirSync(root + folder, { withFileTypes: true })
    .filter(({ name }) => !IGNORED.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : [path]
    })
}
