import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PackedPackages } from './packed-packages.ts'
import { packAll } from './packed-packages.ts'
import { createConsumerProject } from './publish/consumer-project.ts'
import { runProcess } from './run-process.ts'
import { packages } from './topology.ts'
import { scope } from './workspace.ts'

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
})
