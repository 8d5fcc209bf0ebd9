import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const packages = new URL('../../../../', import.meta.url)

/** A server of the older API, its endpoint made for every request. Prints the answer to a run. */
const serverWith = (options: string): string => `
import { createServer } from 'node:http'
import { CopilotRuntime, GroqAdapter, OpenAIAdapter, copilotRuntimeNodeHttpEndpoint } from './dist/runtime.mjs'
const runtime = new CopilotRuntime(${options})
copilotRuntimeNodeHttpEndpoint({ runtime, serviceAdapter: new GroqAdapter(), endpoint: '/groq' })
const server = createServer((req, res) => {
  const serviceAdapter = new OpenAIAdapter()
  copilotRuntimeNodeHttpEndpoint({ runtime, serviceAdapter, endpoint: '/api' })(req, res)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const ask = async (body) => {
  const url = 'http://127.0.0.1:' + server.address().port + '/api'
  const headers = { 'content-type': 'application/json' }
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).text()
}
await ask({ method: 'info' })
const input = { threadId: 't', messages: [{ id: 'u', role: 'user', content: 'Hi' }] }
console.log(await ask({ method: 'agent/run', params: { agentId: 'default' }, body: input }))
process.exit()
`

describe('where the packages of a service adapter are not installed', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flightdeck-older-'))
    await build({
      entryPoints: [fileURLToPath(new URL('runtime/src/index.ts', packages))],
      outfile: join(folder, 'dist/runtime.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['ai', '@ai-sdk/*', '#google-vertex', '@modelcontextprotocol/*'],
      define: { __PACKAGE_VERSION__: '"0.0.0"', __OWN_FILE__: 'import.meta.url' },
      plugins: [
        {
          name: 'sources',
          setup: ({ onResolve }) =>
            onResolve({ filter: /^(@flightdeck\/|#adapter-node$)/ }, ({ path }) => {
              const [, name = 'adapter-node', entry = 'index'] = path.startsWith('#') ? [] : path.split('/')
              return { path: fileURLToPath(new URL(`${name}/src/${entry}.ts`, packages)) }
            }),
        },
      ],
    })
    // The built-in agent looks for packages from its own place only, to say nothing in a bundle of an application.
    const manifest = { name: '@flightdeck/builtin-agent', exports: { './package.json': './package.json' } }
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  }, 120_000)

  afterAll(() => rm(folder, { recursive: true }))

  async function serve(options: string): Promise<{ stdout: string; stderr: string }> {
    await writeFile(join(folder, 'server.mjs'), serverWith(options))
    return promisify(execFile)(process.execPath, ['server.mjs'], {
      cwd: folder,
      // pnpm sets it, and then everything that it installed is found.
      env: { ...process.env, NODE_PATH: '', OPENAI_API_KEY: 'k', GROQ_API_KEY: 'k' },
    })
  }

  test('the log names each once at construction, and the client gets an error without it', async () => {
    const { stdout, stderr } = await serve('{}')
    const lines = stderr.split('\n').filter((line) => line.startsWith('[flightdeck] warning: '))
    expect(lines.filter((line) => line.includes('npm install'))).toEqual([
      '[flightdeck] warning: GroqAdapter needs the package ai. Install it with: npm install ai',
      '[flightdeck] warning: GroqAdapter needs the package @ai-sdk/openai-compatible. Install it with: npm install @ai-sdk/openai-compatible',
      '[flightdeck] warning: OpenAIAdapter needs the package ai. Install it with: npm install ai',
      '[flightdeck] warning: OpenAIAdapter needs the package @ai-sdk/openai. Install it with: npm install @ai-sdk/openai',
    ])
    expect(stderr).toMatch(/\[flightdeck\] error: .*\n.*Install it with: npm install ai/s)
    const last = stdout.match(/\{"type":"RUN_ERROR".*\}/)?.[0]
    expect(JSON.parse(last ?? 'null')).toMatchObject({
      code: 'invalid_configuration',
      message: 'A package that the agent needs is not installed. The log of the server names it.',
    })
    expect(stdout).not.toContain('npm install')
  })

  test('nothing is logged with logger: false', async () => {
    const { stdout, stderr } = await serve('{ logger: false }')
    expect(stdout).toContain('RUN_ERROR')
    expect(stderr).toBe('')
  })
})
