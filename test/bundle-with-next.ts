import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Bundle, type BundleEntry, distOf, entries, nameOf, packageOf } from './bundle-entries.ts'
import { runProcess } from './run-process.ts'
import { packages } from './topology.ts'
import { root, scope } from './workspace.ts'

/** The result of a Next.js build with every entry that a route may import. */
export interface NextBuild {
  /** Its warnings, except those about the environment. */
  readonly warnings: readonly string[]
  readonly bundles: ReadonlyMap<BundleEntry, Bundle>
}

interface SourceMap {
  readonly sources?: readonly string[]
  readonly sections?: readonly { readonly map: SourceMap }[]
}

interface Trace {
  readonly files: readonly string[]
}

interface EdgeManifest {
  readonly functions: Readonly<Record<string, { readonly files: readonly string[] } | undefined>>
}

/** The entries that a route may import: all except those for tests. */
export const routed: readonly BundleEntry[] = entries.filter(({ folder }) => folder !== 'testkit')

/** Warnings about the edge runtime itself, and about a missing build cache. */
const ABOUT_THE_PLACE =
  /Edge Runtime is deprecated|edge runtime on a page currently disables static generation|No build cache found/

/** Peers that exist as stubs, with the package that imports them. Other peers are not installed. */
const PEERS_IN_NAME: Readonly<Record<string, string>> = {
  '@ag-ui/client': 'builtin-agent',
  express: 'adapter-express',
}

/**
 * Builds an application with one route for each entry, on the edge runtime if the entry must not need Node, otherwise on
 * the Node runtime. Next evaluates each route during the build.
 */
export async function buildWithNext(): Promise<NextBuild> {
  // Inside the repository, because Next.js does not read files outside its root.
  mkdirSync(`${root}test-results`, { recursive: true })
  const folder = mkdtempSync(`${root}test-results/next-`)
  try {
    symlinkSync(`${root}test/node_modules`, join(folder, 'node_modules'))
    writeSettings(folder)
    for (const node of [true, false]) writeRoute(folder, emptyRoute(node), node, 'const entry = {}')
    for (const entry of routed) {
      writeRoute(folder, routeOf(entry), entry.node, `import * as entry from '${nameOf(entry)}'`)
    }
    const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
    const { code, output } = await runProcess(process.execPath, [next, 'build'], {
      cwd: folder,
      env: { NEXT_TELEMETRY_DISABLED: '1' },
      timeoutMs: 280_000,
    })
    if (code !== 0) throw new Error(`next build failed:\n${output}`)
    return {
      warnings: output.split('\n').filter((line) => /⚠|warning/i.test(line) && !ABOUT_THE_PLACE.test(line)),
      bundles: new Map(routed.map((entry) => [entry, readBundle(`${folder}/.next/`, entry)])),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeSettings(folder: string): void {
  const rows = Object.values(packages)
  const installed = rows.flatMap(({ thirdParties }) => thirdParties)
  const absent = rows.flatMap(({ peers }) => peers).filter((name) => !installed.includes(name))
  const aliases = new Map(
    absent.flatMap((name) => [name, `${name}/*`]).map((name) => [name, './not-installed.cjs']),
  )
  writeFileSync(join(folder, 'not-installed.cjs'), `throw new Error('not installed')\n`)
  for (const [peer, user] of Object.entries(PEERS_IN_NAME)) {
    const file = `./${peer.replaceAll('/', '-')}.mjs`
    writeFileSync(join(folder, file), namesOf(peer, user))
    aliases.set(peer, file)
  }
  // Not all of them are installed.
  for (const entry of routed) aliases.set(nameOf(entry), `../../${distOf(entry)}`)
  const settings = {
    turbopack: { root, resolveAlias: Object.fromEntries(aliases) },
    experimental: { turbopackFileSystemCacheForBuild: false },
  }
  writeFileSync(join(folder, 'next.config.mjs'), `export default ${JSON.stringify(settings)}\n`)
}

/** A stub module with the export names of a peer. */
function namesOf(peer: string, user: string): string {
  const names = Object.keys(createRequire(`${root}packages/${user}/package.json`)(peer))
  return `const name = new Proxy(class {}, { get: (target, key) => target[key] ?? key })
export { ${names.map((exported) => `name as ${exported}`).join(', ')} }\n`
}

function writeRoute(folder: string, name: string, node: boolean, entry: string): void {
  mkdirSync(join(folder, 'app', name), { recursive: true })
  const lines = [
    entry,
    `export const runtime = '${node ? 'nodejs' : 'edge'}'`,
    `export const dynamic = 'force-dynamic'`,
    'export const GET = () => Response.json(Object.keys(entry))',
  ]
  writeFileSync(join(folder, 'app', name, 'route.js'), lines.join('\n'))
}

function routeOf(entry: BundleEntry): string {
  return nameOf(entry).slice(scope.length).replaceAll('/', '-')
}

function emptyRoute(node: boolean): string {
  return node ? 'nothing-on-node' : 'nothing-at-the-edge'
}

/** The difference between a route with an entry and an empty route. */
function readBundle(output: string, entry: BundleEntry): Bundle {
  const empty = chunksOf(output, emptyRoute(entry.node), entry.node)
  const chunks = chunksOf(output, routeOf(entry), entry.node)
  const own = chunks.filter((chunk) => !empty.includes(chunk))
  const bytesOf = (files: string[]) => files.reduce((sum, file) => sum + statSync(output + file).size, 0)
  const code = own.map((chunk) => readFileSync(output + chunk, 'utf8')).join('\n')
  const sources = own.flatMap((chunk) => sourcesOf(readJson(`${output}${chunk}.map`)))
  return {
    // Other sources belong to Next.js, or have no file outside the app.
    inputs: sources.filter((source) => !['next', source].includes(packageOf(source))),
    imports: Array.from(code.matchAll(/["'](node:[\w/]+)["']/g), ([, name = '']) => name),
    bytes: bytesOf(chunks) - bytesOf(empty),
  }
}

/** The files of a route, including lazy chunks, without the wrapper of the edge runtime. */
function chunksOf(output: string, route: string, node: boolean): string[] {
  const files = node
    ? readJson<Trace>(`${output}server/app/${route}/route.js.nft.json`).files.map((file) =>
        join(`server/app/${route}`, file),
      )
    : readJson<EdgeManifest>(`${output}server/middleware-manifest.json`).functions[`/${route}/route`]?.files
  if (files === undefined) throw new Error(`Next.js built no route ${route}`)
  return files.filter((file) => /^server\/(?:edge\/)?chunks\/(?!.*edge-wrapper).*\.js$/.test(file))
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function sourcesOf({ sources = [], sections = [] }: SourceMap): string[] {
  return [...sources, ...sections.flatMap(({ map }) => sourcesOf(map))].map(decodeURIComponent)
}
