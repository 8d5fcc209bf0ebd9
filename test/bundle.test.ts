import type { BuildResult } from 'esbuild'
import { build } from 'esbuild'
import { build as viteBuild } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleCeilings } from './bundle-ceilings.ts'
import { publicNames } from './public-names.ts'
import { entryFile, packages } from './topology.ts'
import { readManifest, requireBuilt, root, scope } from './workspace.ts'

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
      external: ['node:*', '#*', ...row.peers],
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
    // A `#` leads to a peer: test/topology.test.ts sees to that.
    const isPeer = (path: string) =>
      path.startsWith('#') || row.peers.some((peer) => path === peer || path.startsWith(`${peer}/`))
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

describe('a Worker bundle of a BuiltInAgent behind the façade', () => {
  const contents = `import { BuiltInAgent, CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
    const agents = (env) => ({ default: new BuiltInAgent({ model: 'openai/gpt-5-mini', apiKey: env.OPENAI_API_KEY }) })
    export default {
      fetch: (request, env) =>
        createCopilotRuntimeHandler({ runtime: new CopilotRuntime({ agents: agents(env) }) })(request),
    }`
  const optional = Object.keys(readManifest('packages/builtin-agent').peerDependenciesMeta ?? {})

  const workerBundle = (platform: 'browser' | 'neutral', alias: Record<string, string> = {}) =>
    build({
      stdin: { contents, resolveDir: `${root}test` },
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform,
      conditions: ['workerd', 'worker', 'browser'],
      mainFields: ['browser', 'module', 'main'],
      tsconfigRaw: '{}',
      alias,
      logLevel: 'silent',
    })
  const open = (result: BuildResult<{ metafile: true; write: false }>) =>
    Object.values(result.metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))

  beforeAll(() => requireBuilt('packages/runtime'))

  it.each(['browser', 'neutral'] as const)(
    'for the platform %s carries the model SDKs that are installed, and needs nothing of Node',
    async (platform) => {
      const result = await workerBundle(platform)
      expect(result.warnings).toEqual([])
      expect(open(result)).toEqual([])
      const carried = new Set(Object.keys(result.metafile.inputs).map(packageOf))
      expect([...carried]).toEqual(expect.arrayContaining(optional))
      expect(carried).not.toContain('google-auth-library')
    },
    120_000,
  )

  it('is made without those that are not', async () => {
    const names = ['#google-vertex', ...optional]
    const result = await workerBundle('browser', Object.fromEntries(names.map((name) => [name, 'not-there'])))
    expect(result.warnings).toEqual([])
    const left = new Set(open(result).map((path) => names.find((name) => `${path}/`.startsWith(`${name}/`))))
    expect([...left, '@ai-sdk/google-vertex'].sort()).toEqual(names.sort())
  }, 120_000)

  it('is made by Vite as well', async () => {
    const output = await viteBundle('packages/runtime/dist/v2.js', [])
    expect(output).not.toMatch(/__vite-browser-external|google-auth-library/)
  }, 120_000)
})
