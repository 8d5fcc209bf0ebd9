import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { runProcess } from './run-process.ts'
import { requireBuilt, root, scope } from './workspace.ts'

const core = ['protocol', 'run-engine', 'runner-memory', 'runtime-core', 'transcription'].map(
  (name) => scope + name,
)

/** The packages of files or URLs, sorted. */
function packagesOf(places: readonly string[]): string[] {
  const names = places.map((place) => {
    const own = /\/packages\/([^/]+)\/dist\//.exec(`/${place}`)?.[1]
    return own ? scope + own : /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(place)?.[1]
  })
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

/** The modules that Node loads for a line of code, in a child process. */
async function loadedBy(code: string, format: 'module' | 'commonjs'): Promise<string[]> {
  const hooks = `import { writeSync } from 'node:fs'
    export async function load(url, context, next) { writeSync(1, url + '\\n'); return next(url, context) }`
  const register = `import { register } from 'node:module'; register(${JSON.stringify(toDataUrl(hooks))})`
  const watch = format === 'module' ? ['--import', toDataUrl(register)] : []
  const tail = format === 'module' ? '' : "; console.log(Object.keys(require.cache).join('\\n'))"
  const {
    code: exit,
    stdout,
    output,
  } = await runProcess(process.execPath, [...watch, `--input-type=${format}`, '-e', code + tail], {
    cwd: `${root}test`,
  })
  expect(exit, output).toBe(0)
  return packagesOf(stdout.split('\n'))
}

function toDataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`
}

/** The packages in a bundle of a line of code. */
async function bundledBy(contents: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: `${root}test` },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['node:*', 'ai', '@ai-sdk/*', '@modelcontextprotocol/*'],
    logLevel: 'silent',
  })
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  return packagesOf(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file))
}

describe('the façade', () => {
  beforeAll(() => requireBuilt('packages/runtime'))

  const quick = [
    ...core,
    ...['adapter-hono', 'builtin-agent', 'runtime'].map((name) => scope + name),
    'hono',
  ].sort()

  it.each(['@flightdeck/runtime', '@flightdeck/runtime/v2'])(
    'loads no Express, no AG-UI client and no model SDK for an import of %s',
    async (name) => {
      expect(await loadedBy(`await import('${name}')`, 'module')).toEqual(quick)
      expect(await loadedBy(`require('${name}')`, 'commonjs')).toEqual(quick)
    },
    60_000,
  )

  it('loads no Hono for an import of /v2/node', async () => {
    const node = [...core, `${scope}adapter-node`, `${scope}runtime`].sort()
    expect(await loadedBy("await import('@flightdeck/runtime/v2/node')", 'module')).toEqual(node)
  }, 60_000)

  it('loads the AG-UI client when the first BuiltInAgent is created', async () => {
    const code = `const { BuiltInAgent } = await import('@flightdeck/runtime/v2')
      await new BuiltInAgent({ model: 'openai/gpt-4o-mini' }).getCapabilities()`
    const loaded = await loadedBy(code, 'module')
    expect(loaded).toContain('@ag-ui/client')
    expect(loaded).not.toContain('ai')
  }, 60_000)

  it('is tree-shaken: a bundle contains only what is used', async () => {
    const names = '{ CopilotRuntime, createCopilotRuntimeHandler }'
    const used = `export ${names} from '@flightdeck/runtime/v2'`
    expect((await bundledBy(used)).filter((name) => name !== '@ag-ui/core')).toEqual(core)
  })

  it('replaces @copilotkit/runtime under an alias', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flightdeck-alias-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    mkdirSync(join(folder, 'node_modules/@copilotkit'), { recursive: true })
    symlinkSync(`${root}packages/runtime`, join(folder, 'node_modules/@copilotkit/runtime'))
    writeFileSync(
      join(folder, 'app.mjs'),
      `import { CopilotRuntime as Root, createCopilotEndpoint } from '@copilotkit/runtime'
      import { CopilotRuntime, createCopilotRuntimeHandler } from '@copilotkit/runtime/v2'
      import { createCopilotExpressHandler } from '@copilotkit/runtime/v2/express'
      import { createCopilotEndpointExpress } from '@copilotkit/runtime/express'
      import { createCopilotHonoHandler } from '@copilotkit/runtime/v2/hono'
      import { createCopilotNodeListener } from '@copilotkit/runtime/v2/node'
      const runtime = new Root({ agents: { default: { async *run() {} } } })
      const options = { runtime, basePath: '/api/copilotkit' }
      for (const create of [createCopilotExpressHandler, createCopilotEndpointExpress, createCopilotNodeListener]) {
        if (typeof create(options) !== 'function') throw new Error(create.name)
      }
      const request = () => new Request('http://localhost/api/copilotkit/info')
      const answers = [createCopilotEndpoint(options).fetch, createCopilotHonoHandler(options).fetch, createCopilotRuntimeHandler(options)]
      for (const answer of answers) console.log((await answer(request())).status, runtime instanceof CopilotRuntime)`,
    )
    const { stdout, output } = await runProcess(process.execPath, ['app.mjs'], { cwd: folder })
    expect(stdout, output).toBe('200 true\n200 true\n200 true\n')
  }, 60_000)
})
