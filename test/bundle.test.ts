import type { BuildResult } from 'esbuild'
import { build } from 'esbuild'
import { build as viteBuild } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleCeilings } from './bundle-ceilings.ts'
import { publicNames } from './public-names.ts'
import { entryFile, packages } from './topology.ts'
import { requireBuilt, root, scope } from './workspace.ts'

const entries = Object.entries(packages).flatMap(([folder, row]) =>
  row.entries.map((entry) => ({
    folder,
    row,
    file: entryFile(entry),
    mayCarry: row.entryBundles?.[entry] ?? row.bundle,
    node: row.node || row.nodeEntries?.includes(entry) === true,
    ceiling: bundleCeilings[folder + entry.slice(1)],
  })),
)

/** The package that a bundled file belongs to. */
function packageOf(input: string): string {
  const own = /(?:^|\/)packages\/([^/]+)\/dist\//.exec(input)?.[1]
  if (own) return scope + own
  return /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? input
}

/** The code that Vite makes of an entry for browsers and workers, its peers left out. */
async function viteBundle(entry: string, peers: readonly string[]): Promise<string> {
  const isPeer = (name: string) => peers.some((peer) => name === peer || name.startsWith(`${peer}/`))
  const built = await viteBuild({
    root,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: root + entry, formats: ['es'] },
      rollupOptions: { external: isPeer },
    },
  })
  const outputs = Array.isArray(built) ? built : [built]
  return outputs
    .flatMap((one) => ('output' in one ? one.output : []))
    .map((chunk) => ('code' in chunk ? chunk.code : ''))
    .join('\n')
}

describe.each(entries)('a bundle of $folder ($file)', ({ folder, row, file, mayCarry, node, ceiling }) => {
  let result: BuildResult<{ metafile: true; write: false }>

  beforeAll(async () => {
    requireBuilt(`packages/${folder}`)
    result = await build({
      entryPoints: [`${root}packages/${folder}/dist/${file}.js`],
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      minify: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      // The packages' own tsconfigs lead to sources; a bundle is made of what is published.
      tsconfigRaw: '{}',
      external: ['node:*', ...row.peers],
      // Chunks that entries share are imported in order, also where nothing of them is used.
      logOverride: { 'ignored-bare-import': 'silent' },
    })
  })

  it('carries the packages of the table and no others', () => {
    const carried = new Set(Object.keys(result.metafile.inputs).map(packageOf))
    expect([...carried].filter((name) => !mayCarry.includes(name))).toEqual([])
    expect(carried).toContain(scope + folder)
  })

  it('leaves open only its peers and the node: modules it may use', () => {
    const open = Object.values(result.metafile.outputs).flatMap(({ imports }) =>
      imports.map(({ path }) => path),
    )
    const isPeer = (path: string) => row.peers.some((peer) => path === peer || path.startsWith(`${peer}/`))
    const allowed = (path: string) => isPeer(path) || (node && path.startsWith('node:'))
    expect(open.filter((path) => !allowed(path))).toEqual([])
  })

  it('exports the values that its source exports', () => {
    const [output] = Object.values(result.metafile.outputs)
    expect([...(output?.exports ?? [])].sort()).toEqual(
      publicNames(`packages/${folder}/src/${file}.ts`).values,
    )
  })

  it('is no larger than its ceiling', ({ annotate }) => {
    const bytes = Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0)
    expect(bytes / 1000).toBeLessThanOrEqual(ceiling ?? 0)
    return annotate(`${folder} (${file}): ${(bytes / 1000).toFixed(1)} kB minified, of ${ceiling} kB`)
  })
})

// Next.js is covered by apps/nextjs, and workerd, Bun and Deno by their apps.
describe.each(entries.filter(({ node }) => !node))(
  'a bundle by Vite of $folder ($file)',
  ({ folder, row, file }) => {
    it('needs nothing of Node', async () => {
      const output = await viteBundle(`packages/${folder}/dist/${file}.js`, row.peers)
      expect(output).not.toMatch(/__vite-browser-external|["']node:/)
    })
  },
)
