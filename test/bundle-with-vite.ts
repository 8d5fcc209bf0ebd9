import { isBuiltin } from 'node:module'
import { build, type Rolldown } from 'vite'
import { type Bundle, type BundleEntry, distOf, isOneOf } from './bundle-entries.ts'
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
  const own = new Set(chunks.map(({ fileName }) => fileName))
  return {
    // Modules of Vite itself have no file.
    inputs: chunks.flatMap(({ modules }) => Object.keys(modules)).filter((id) => !id.startsWith('\0vite/')),
    imports: chunks
      .flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports])
      .filter((name) => !own.has(name)),
    bytes: chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0),
  }
}
