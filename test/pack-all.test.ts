import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PackedPackages } from './packed-packages.ts'
import { packAll } from './packed-packages.ts'
import { createConsumerProject } from './publish/consumer-project.ts'
import { runProcess } from './run-process.ts'
import { packages } from './topology.ts'
import { root, scope } from './workspace.ts'

const TIMEOUT_MS = 600_000

/** Depends on one of the packages whose version the stock clients do not fix. */
const STOCK_SPEC = '@langchain/langgraph-sdk@1.15.0'

/** That package in the version of the overrides, in the lockfile of each package manager. */
const STOCK_VERSION =
  /@langchain\/protocol(@0\.0\.19':|": \{\n\s+"version": "0\.0\.19"|@[^\n]*:\n\s+version "0\.0\.19")/

const PROGRAM = `
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import { CopilotRuntime } from '@copilotkit/runtime/v2'
console.log(typeof createCopilotNodeListener, typeof CopilotRuntime)
`

describe('pnpm pack:all', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-tarballs-'))
  let packed: PackedPackages

  beforeAll(async () => {
    packed = await packAll(folder)
  }, TIMEOUT_MS)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('prints overrides for every package and for the two of the stock clients', () => {
    const names = Object.keys(packages).map((name) => scope + name)
    const wanted = [...names, '@langchain/protocol', '@langchain/langgraph-checkpoint'].sort()
    for (const overrides of Object.values(packed)) expect(Object.keys(overrides).sort()).toEqual(wanted)
  })

  it.each(['npm', 'pnpm', 'yarn'] as const)(
    'prints overrides with which %s installs the tarballs, also in place of @copilotkit/runtime',
    { timeout: TIMEOUT_MS },
    async (manager) => {
      const overrides = packed[manager]
      const specs = [
        `${scope}adapter-node@${overrides[`${scope}adapter-node`]}`,
        `@copilotkit/runtime@${overrides[`${scope}runtime`]}`,
        STOCK_SPEC,
      ]
      const project = await createConsumerProject(manager, specs, '', overrides)
      try {
        writeFileSync(join(project.folder, 'program.mjs'), PROGRAM)
        const { output } = await runProcess(process.execPath, ['program.mjs'], { cwd: project.folder })
        expect(output).toBe('function function\n')
        expect(project.lockfile).toMatch(STOCK_VERSION)
      } finally {
        project.remove()
      }
    },
  )

  it('gives tarballs that a created project installs with npm, and that build, test and start it', {
    timeout: TIMEOUT_MS,
  }, async ({ onTestFinished }) => {
    const parent = mkdtempSync(join(tmpdir(), 'flightdeck-created-'))
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
    const cwd = join(parent, 'my-agent')
    const run = async (command: string, args: readonly string[], until?: (text: string) => boolean) => {
      const env = { PORT: '0', THREADS_DB: ':memory:' }
      const options = { cwd: command === 'npm' ? cwd : parent, env, timeoutMs: 240_000 }
      const { code, stdout, output } = await runProcess(
        command,
        args,
        until ? { ...options, until } : options,
      )
      expect(code ?? 0, output).toBe(0)
      return stdout
    }
    const flags = ['--host', 'express', '--store', 'sqlite', '--agent', 'openai', '--tarballs', folder]
    await run(process.execPath, [join(root, 'packages/create/dist/main.js'), 'my-agent', ...flags])
    await run('npm', ['install', '--no-audit', '--no-fund'])
    expect(await run('npm', ['test'])).toMatch(/pass 1\n/)
    await run('npm', ['run', 'build'])
    const isServing = (text: string) => text.includes('Serving http://localhost:')
    expect(isServing(await run(process.execPath, ['my-agent/dist/server.js'], isServing))).toBe(true)
  })
})
