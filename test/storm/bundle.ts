import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build, type Plugin } from 'esbuild'

/**
 * Bundles a script with the sources of all packages that it needs, so that a storm runs without a build.
 *
 * @param root folder of the repository
 * @param file script in TypeScript or JavaScript
 * @returns path of the bundle
 */
export async function bundle(root: string, file: string): Promise<string> {
  const folder = join(root, 'test/node_modules/.cache/storm')
  const outfile = join(folder, basename(file).replace(/\.m?[jt]s$/, '.mjs'))
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    external: ['bun:sqlite', 'better-sqlite3', 'esbuild', 'libsql'],
    define: { __PACKAGE_VERSION__: '"0.0.0-source"' },
    plugins: [sourcesOf(root)],
  })
  return outfile
}

function sourcesOf(root: string): Plugin {
  return {
    name: 'sources',
    setup({ onResolve }) {
      onResolve({ filter: /^@flightdeck\// }, ({ path }) => {
        const [, name = '', entry = 'index'] = path.split('/')
        return { path: join(root, 'packages', name, 'src', `${entry}.ts`) }
      })
    },
  }
}
