import { isBuiltin } from 'node:module'
import { type BuildResult, build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, type BundleEntry, entries, isOneOf, packageOf } from './bundle-entries.ts'
import { bundleWithEsbuild } from './bundle-with-esbuild.ts'
import { buildWithNext, type NextBuild, routed } from './bundle-with-next.ts'
import { bundleWithVite } from './bundle-with-vite.ts'
import { publicNames } from './public-names.ts'
import { packages } from './topology.ts'
import { readManifest, requireBuilt, root, scope } from './workspace.ts'

let next: NextBuild

beforeAll(async () => {
  for (const folder of Object.keys(packages)) requireBuilt(`packages/${folder}`)
  next = await buildWithNext()
}, 300_000)

// workerd, Bun and Deno are tested by their apps.
async function bundlesOf(entry: BundleEntry): Promise<Record<string, Bundle | undefined>> {
  return {
    esbuild: await bundleWithEsbuild(entry),
    Vite: await bundleWithVite(entry),
    Next: next.bundles.get(entry),
  }
}

describe.each(entries)('a bundle of $folder ($file)', (entry) => {
  const { folder, file, row, mayCarry, node, ceilings } = entry
  const names = ['esbuild', 'Vite', ...(routed.includes(entry) ? ['Next'] : [])]
  let bundles: Record<string, Bundle | undefined>

  beforeAll(async () => {
    bundles = await bundlesOf(entry)
  })

  it.each(names)('by %s contains only the packages of the table', (name) => {
    const carried = new Set(bundles[name]?.inputs.map(packageOf))
    // A peer that other packages depend on may be contained.
    const others = [...carried].filter((one) => !mayCarry.includes(one) && !row.peers.includes(one))
    expect(others).toEqual([])
    expect([...carried].some((one) => one.startsWith(scope))).toBe(true)
  })

  it.each(names)('by %s has only its peers and allowed node: modules as external imports', (name) => {
    // A `#` import resolves to a peer: test/topology.test.ts checks that.
    const isPeer = (path: string) => path.startsWith('#') || isOneOf(row.peers, path)
    const allowed = (path: string) => isPeer(path) || (node && (path.startsWith('node:') || isBuiltin(path)))
    expect(bundles[name]?.imports.filter((path) => !allowed(path))).toEqual([])
  })

  it('has the exports of its source', () => {
    expect(bundles.esbuild?.exports?.toSorted()).toEqual(
      publicNames(`packages/${folder}/src/${file}.ts`).values,
    )
  })

  it('is not larger than its limits', ({ annotate }) => {
    const sizes = names.map((name) => {
      const size = (bundles[name]?.bytes ?? 0) / 1000
      const ceiling = (name === 'Next' ? ceilings?.next : ceilings?.alone) ?? 0
      expect(size, name).toBeLessThanOrEqual(ceiling)
      return `${size.toFixed(1)} of ${ceiling} kB by ${name}`
    })
    return annotate(`${folder} (${file}): ${sizes.join(', ')}`)
  })
})

it('the Next.js build has no warnings', () => {
  expect(next.warnings).toEqual([])
})

describe('a Worker bundle of a BuiltInAgent from the façade', () => {
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
      alias,
      logLevel: 'silent',
    })
  const open = (result: BuildResult<{ metafile: true; write: false }>) =>
    Object.values(result.metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))

  it.each(['browser', 'neutral'] as const)(
    'for the platform %s contains the installed model SDKs, and imports no node: modules',
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

  it('can be built without SDKs that are not installed', async () => {
    const names = ['#google-vertex', ...optional]
    const result = await workerBundle('browser', Object.fromEntries(names.map((name) => [name, 'not-there'])))
    expect(result.warnings).toEqual([])
    const left = new Set(open(result).map((path) => names.find((name) => `${path}/`.startsWith(`${name}/`))))
    expect([...left, '@ai-sdk/google-vertex'].sort()).toEqual(names.sort())
  }, 120_000)

  it('can be built by Vite', async () => {
    const [entry] = entries.filter(({ folder, file }) => folder === 'runtime' && file === 'v2')
    const { inputs, imports } = await bundleWithVite(entry as BundleEntry, [])
    expect(imports.filter(isBuiltin)).toEqual([])
    expect(inputs.map(packageOf)).not.toContain('google-auth-library')
  }, 120_000)
})
