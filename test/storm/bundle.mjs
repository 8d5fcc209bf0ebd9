// @ts-check
// Makes one file of a script and the sources of every package that it needs, so that a storm runs without a build.
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const packages = fileURLToPath(new URL('../../packages', import.meta.url))
const folder = fileURLToPath(new URL('../node_modules/.cache/storm', import.meta.url))

/** @type {import('esbuild').Plugin} */
const sources = {
  name: 'sources',
  setup({ onResolve }) {
    onResolve({ filter: /^@flightdeck\// }, ({ path }) => {
      const [, name = '', entry = 'index'] = path.split('/')
      return { path: join(packages, name, 'src', `${entry}.ts`) }
    })
  },
}

/**
 * @param {string} file a script in TypeScript or JavaScript
 * @returns {Promise<string>} the path of the bundle
 */
export async function bundle(file) {
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, basename(file).replace(/\.m?[jt]s$/, '.mjs'))
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    external: ['bun:sqlite', 'better-sqlite3', 'libsql'],
    define: { __PACKAGE_VERSION__: '"0.0.0-source"' },
    plugins: [sources],
  })
  return outfile
}
