import { isBuiltin } from 'node:module'
import { build, type Rolldown } from 'vite'
import { type Bundle, type BundleEntry, chunksWith, distOf, isOneOf } from './bundle-entries.ts'
import { root } from './workspace.ts'

/** Bundles an entry with Vite: for Node, or for browsers and workers. Peers are external by default. */
export async function bundleWithVite(
  entry: BundleEntry,
  peers: readonly string[] = entry.row.peers,
): Promise<Bundle> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    ...(entry.node && { ssr: { noExternal: true } }),
    build: {
      write: false,
      minify: true,
      modulePreload: false,
      ssr: entry.node,
      rolldownOptions: {
        input: root + distOf(entry),
        preserveEntrySignatures: 'strict',
        // A `#` import resolves to a peer.
        external: (name) =>
          isBuiltin(name) || isOneOf(peers, name) || (peers.length > 0 && name.startsWith('#')),
      },
    },
  })
  const outputs = [built].flat() as Rolldown.RolldownOutput[]
  const chunks = outputs.flatMap(({ output }) => output).filter((one) => one.type === 'chunk')
  const own = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const imported = chunksWith(chunks.find(({ isEntry }) => isEntry)?.fileName ?? '', (name) =>
    (own.get(name)?.imports ?? []).filter((path) => own.has(path)),
  )
  return {
    // Modules of Vite itself have no file.
    inputs: chunks.flatMap(({ modules }) => Object.keys(modules)).filter((id) => !id.startsWith('\0vite/')),
    imports: chunks
      .flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports])
      .filter((name) => !own.has(name)),
    bytes: imported.reduce((sum, name) => sum + Buffer.byteLength(own.get(name)?.code ?? ''), 0),
  }
}
