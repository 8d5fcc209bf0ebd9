// @ts-check
// One type check of all packages, the examples, the tests and the benchmarks, on their sources: no build is needed.
// Folders with the same compiler options are one program. Apps need the generated types of their frameworks and the
// built packages: `pnpm typecheck` checks them.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = '.cache/types'

/**
 * @typedef {object} Program
 * @property {Record<string, unknown>} compilerOptions
 * @property {string[]} include
 * @property {string[]} exclude
 */

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))

const packages = readdirSync(join(root, 'packages'))
  .map((name) => `packages/${name}`)
  .filter((folder) => existsSync(join(root, folder, 'package.json')))

/** The source file of each public entry, by the name that imports use. */
function sourcePaths() {
  /** @type {Record<string, string[]>} */
  const paths = {}
  for (const folder of packages) {
    const { name, exports } = readJson(`${folder}/package.json`)
    for (const entry of Object.keys(exports)) {
      if (entry === './package.json') continue
      const file = entry === '.' ? 'index' : entry.slice(2)
      paths[posix.join(name, entry)] = [join(root, folder, `src/${file}.ts`)]
    }
  }
  return paths
}

/** The folders, grouped by their compiler options. */
function programs() {
  /** @type {Map<string, Program>} */
  const groups = new Map()
  for (const folder of [...packages, 'examples', 'test', 'bench']) {
    const { compilerOptions = {}, include = ['.'], exclude = [] } = readJson(`${folder}/tsconfig.json`)
    const key = JSON.stringify(Object.entries(compilerOptions).sort())
    /** @type {Program} */
    const group = groups.get(key) ?? { compilerOptions, include: [], exclude: [] }
    /** @param {string} path */
    const within = (path) => join(root, folder, path)
    group.include.push(...include.map(within))
    group.exclude.push(...['node_modules', 'dist', ...exclude].map(within))
    groups.set(key, group)
  }
  return [...groups.values()]
}

/**
 * @param {Program} program
 * @param {string} config where its configuration is written
 * @returns {Promise<string[]>} the errors. Errors in sources that it imports belong to their own program.
 */
function check({ compilerOptions, include, exclude }, config) {
  const options = { ...compilerOptions, paths: sourcePaths(), noEmit: true, pretty: false }
  writeFileSync(
    join(root, config),
    JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions: options, include, exclude }),
  )
  const child = spawn(process.execPath, ['scripts/tsc.mjs', '-p', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      const errors = output.split(/\n(?=\S)/).filter((text) => text.includes('error TS'))
      if (code !== 0 && errors.length === 0) return reject(new Error(`The compiler failed:\n${output}`))
      resolve(
        errors.filter((error) => {
          const file = /^(.+?)\(\d+,\d+\): error/.exec(error)?.[1]
          return file === undefined || include.some((path) => join(root, file).startsWith(path))
        }),
      )
    })
  })
}

/** @returns {Promise<number>} the exit code */
export async function checkTypes() {
  mkdirSync(join(root, cache), { recursive: true })
  const errors = new Set()
  for (const [index, program] of programs().entries()) {
    for (const error of await check(program, `${cache}/${index}.json`)) errors.add(error)
  }
  for (const error of errors) console.log(error)
  return errors.size === 0 ? 0 : 1
}
