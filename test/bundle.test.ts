import type { BuildResult } from 'esbuild'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { publicNames } from './public-names.ts'
import { entryFile, packages } from './topology.ts'
import { requireBuilt, root, scope } from './workspace.ts'

const entries = Object.entries(packages).flatMap(([folder, row]) =>
  row.entries.map((entry) => ({ folder, row, file: entryFile(entry) })),
)

/** The package that a bundled file belongs to. */
function packageOf(input: string): string {
  const own = /(?:^|\/)packages\/([^/]+)\/dist\//.exec(input)?.[1]
  if (own) return scope + own
  return /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? input
}

describe.each(entries)('a bundle of $folder ($file)', ({ folder, row, file }) => {
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
    })
  })

  it('carries the packages of the table and no others', () => {
    const carried = new Set(Object.keys(result.metafile.inputs).map(packageOf))
    expect([...carried].filter((name) => !row.bundle.includes(name))).toEqual([])
    expect(carried).toContain(scope + folder)
  })

  it('leaves open only its peers and the node: modules it may use', () => {
    const open = Object.values(result.metafile.outputs).flatMap(({ imports }) =>
      imports.map(({ path }) => path),
    )
    const allowed = (path: string) => row.peers.includes(path) || (row.node && path.startsWith('node:'))
    expect(open.filter((path) => !allowed(path))).toEqual([])
  })

  it('exports the values that its source exports', ({ annotate }) => {
    const [output] = Object.values(result.metafile.outputs)
    expect([...(output?.exports ?? [])].sort()).toEqual(
      publicNames(`packages/${folder}/src/${file}.ts`).values,
    )
    return annotate(`${folder} (${file}): ${((output?.bytes ?? 0) / 1000).toFixed(1)} kB minified`)
  })
})
