import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
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
      define: { __PACKAGE_VERSION__: '"0.0.0"' },
    })
    await writeFile(join(folder, 'run.mjs'), SCRIPT)
    const { stdout } = await promisify(execFile)(process.execPath, ['run.mjs'], {
      cwd: folder,
      // pnpm sets it, and then everything that it installed is found.
      env: { ...process.env, NODE_PATH: '' },
    })
    said = JSON.parse(stdout)
  })

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
      cause: `The model "${provider}/m" needs the package ${name}. Install it with: npm install ${name}`,
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

  it('an MCP server names the SDK', () => {
    expect(said.mcp).toEqual({
      code: 'mcp_not_installed',
      message:
        'MCP server 127.0.0.1:9 needs the package @modelcontextprotocol/sdk: npm install @modelcontextprotocol/sdk',
    })
  })
})
