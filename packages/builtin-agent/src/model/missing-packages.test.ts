import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const NOT_INSTALLED = 'A package that the agent needs is not installed. The log of the server names it.'
const PEERS = ['ai', '@ai-sdk/*', '#google-vertex', '@modelcontextprotocol/*']

/** Runs in a folder that has the agent and none of its optional peers. */
const SCRIPT = `
import { BuiltInAgent, createMcpConnections, resolveModel } from './builtin-agent/dist/agent.mjs'
const said = {}
for (const name of ['openai', 'anthropic', 'google', 'vertex', 'minimax', 'groq', 'openai-compatible']) {
  const model = resolveModel(name + '/m', { apiKey: 'k', baseURL: 'http://127.0.0.1:9' })
  said[name] = await model.doStream({ prompt: [] }).catch(({ code, message, cause }) => ({ code, message, cause: cause.message }))
}
const lease = createMcpConnections().lease({ type: 'http', url: 'http://127.0.0.1:9' })
said.mcp = await lease.catch(({ code, message }) => ({ code, message }))
const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
new BuiltInAgent({ model: 'openai/m' }).run(input).subscribe({
  next: ({ type, code, message }) => (said.run = { type, code, message }),
  error: ({ cause }) => process.stdout.write(JSON.stringify({ ...said, cause: cause.message })),
})
`

/** Creates agents, and runs none. */
const CREATE = `
for (const model of ['openai/m', 'openai/n', 'groq/m']) new BuiltInAgent({ model })
new BuiltInAgent({ model: 'openai/m', mcpServers: [{ type: 'http', url: 'http://127.0.0.1:9' }] })
`

const line = (neededBy: string, name: string): string =>
  `${neededBy} needs the package ${name}. Install it with: npm install ${name}`

describe('where no optional package is installed', () => {
  let folder: string
  let said: Record<string, unknown>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flightdeck-missing-'))
    await build({
      entryPoints: [fileURLToPath(new URL('../index.ts', import.meta.url))],
      outfile: join(folder, 'builtin-agent/dist/agent.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: PEERS,
      define: { __PACKAGE_VERSION__: '"0.0.0"', __OWN_FILE__: 'import.meta.url' },
    })
    await build({
      entryPoints: [fileURLToPath(new URL('../index.ts', import.meta.url))],
      outfile: join(folder, 'builtin-agent/dist/agent.cjs'),
      bundle: true,
      format: 'cjs',
      platform: 'node',
      external: PEERS,
      define: { __PACKAGE_VERSION__: '"0.0.0"', __OWN_FILE__: '__filename' },
    })
    await cp(join(folder, 'builtin-agent/dist'), join(folder, 'bundled/dist'), { recursive: true })
    const manifest = { name: '@flightdeck/builtin-agent', exports: { './package.json': './package.json' } }
    await writeFile(join(folder, 'builtin-agent/package.json'), JSON.stringify(manifest))
    said = JSON.parse((await runScript('run.mjs', SCRIPT)).stdout)
  })

  async function runScript(name: string, script: string): Promise<{ stdout: string; stderr: string }> {
    await writeFile(join(folder, name), script)
    return promisify(execFile)(process.execPath, [name], {
      cwd: folder,
      // pnpm sets it, and then everything that it installed is found.
      env: { ...process.env, NODE_PATH: '' },
    })
  }

  it.each([
    ['modules', 'create.mjs', "import { BuiltInAgent } from './builtin-agent/dist/agent.mjs'"],
    ['CommonJS', 'create.cjs', "const { BuiltInAgent } = require('./builtin-agent/dist/agent.cjs')"],
  ])('an agent is created, and the console names each package once, in %s', async (_format, name, load) => {
    const { stderr } = await runScript(name, load + CREATE)
    expect(stderr.trim().split('\n')).toEqual([
      line('The model "openai/m"', 'ai'),
      line('The model "openai/m"', '@ai-sdk/openai'),
      line('The model "groq/m"', '@ai-sdk/openai-compatible'),
      line('mcpServers', '@modelcontextprotocol/sdk'),
    ])
  })

  it.each([
    ['modules', 'bundled.mjs', "import { BuiltInAgent } from './bundled/dist/agent.mjs'"],
    ['CommonJS', 'bundled.cjs', "const { BuiltInAgent } = require('./bundled/dist/agent.cjs')"],
  ])(
    'nothing is said at construction in a bundle of %s, which may have them',
    async (_format, name, load) => {
      expect((await runScript(name, load + CREATE)).stderr).toBe('')
    },
  )

  afterAll(() => rm(folder, { recursive: true }))

  it.each([
    ['openai', '@ai-sdk/openai'],
    ['anthropic', '@ai-sdk/anthropic'],
    ['google', '@ai-sdk/google'],
    ['vertex', '@ai-sdk/google-vertex'],
    ['minimax', '@ai-sdk/openai'],
    ['groq', '@ai-sdk/openai-compatible'],
    ['openai-compatible', '@ai-sdk/openai-compatible'],
  ])('a model of %s names the package with the line that installs it', (provider, name) => {
    expect(said[provider]).toEqual({
      code: 'invalid_configuration',
      message: NOT_INSTALLED,
      cause: line(`The model "${provider}/m"`, name),
    })
  })

  it('a run names the AI SDK to the log, and not to the client', () => {
    expect(said.run).toEqual({
      type: 'RUN_ERROR',
      code: 'invalid_configuration',
      message: NOT_INSTALLED,
    })
    expect(said.cause).toBe('The agent needs the package ai. Install it with: npm install ai')
  })

  it('an MCP server names the SDK to the console, and not to the client', async () => {
    expect(said.mcp).toEqual({
      code: 'mcp_not_installed',
      message:
        'MCP server 127.0.0.1:9 needs a package that is not installed. The console of the server names it.',
    })
    const lease = `import { createMcpConnections } from './bundled/dist/agent.mjs'
      for (let run = 0; run < 2; run += 1)
        await createMcpConnections().lease({ type: 'http', url: 'http://127.0.0.1:9' }).catch(() => {})`
    const { stderr } = await runScript('lease.mjs', lease)
    expect(stderr.trim()).toBe(line('The MCP server 127.0.0.1:9', '@modelcontextprotocol/sdk'))
  })
})
