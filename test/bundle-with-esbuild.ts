import { build } from 'esbuild'
import { type Bundle, type BundleEntry, distOf } from './bundle-entries.ts'
import { root } from './workspace.ts'

/** Bundles an entry with esbuild for the neutral platform, with external peers. */
export async function bundleWithEsbuild(entry: BundleEntry): Promise<Bundle> {
  const { metafile } = await build({
    entryPoints: [root + distOf(entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['node:*', '#*', ...entry.row.peers],
  })
  const outputs = Object.values(metafile.outputs)
  return {
    inputs: Object.keys(metafile.inputs),
    imports: outputs.flatMap(({ imports }) => imports.map(({ path }) => path)),
    bytes: outputs.reduce((sum, output) => sum + output.bytes, 0),
    exports: outputs.flatMap(({ exports }) => exports),
  }
}
