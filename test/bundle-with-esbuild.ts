import { builtinModules } from 'node:module'
import { build } from 'esbuild'
import { type Bundle, type BundleEntry, chunksWith, distOf } from './bundle-entries.ts'
import { root } from './workspace.ts'

/** Bundles an entry with esbuild for the neutral platform, with external peers. What is imported on demand is a chunk of its own. */
export async function bundleWithEsbuild(entry: BundleEntry): Promise<Bundle> {
  const { metafile } = await build({
    entryPoints: [root + distOf(entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: 'out',
    splitting: true,
    metafile: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    // Dependencies may name the modules of Node without `node:`.
    external: ['node:*', '#*', ...(entry.row.node ? builtinModules : []), ...entry.row.peers],
  })
  const { outputs } = metafile
  const chunks = Object.values(outputs)
  const [entryName = ''] = Object.keys(outputs).filter((name) => outputs[name]?.entryPoint === distOf(entry))
  const imported = chunksWith(entryName, (name) =>
    (outputs[name]?.imports ?? [])
      .filter(({ path, kind }) => kind === 'import-statement' && outputs[path])
      .map(({ path }) => path),
  )
  return {
    inputs: Object.keys(metafile.inputs),
    imports: chunks
      .flatMap(({ imports }) => imports.map(({ path }) => path))
      .filter((path) => !outputs[path]),
    bytes: imported.reduce((sum, name) => sum + (outputs[name]?.bytes ?? 0), 0),
    exports: outputs[entryName]?.exports ?? [],
  }
}
