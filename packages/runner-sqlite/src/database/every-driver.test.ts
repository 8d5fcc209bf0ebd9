import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bun, node24, startChild } from '../../test/child.ts'

const require = createRequire(import.meta.url)
const folder = fileURLToPath(new URL('../..', import.meta.url))
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')

/** The tests that ask the most of a driver. */
const files = [
  'src/store/sqlite-store.test.ts',
  'src/sweep/scrubber.test.ts',
  'src/file/database-file.test.ts',
  'src/file/locked-file.test.ts',
  'src/file/full-disk.test.ts',
  // The same store behind a runner, which no driver is likely to break alone: part of `pnpm test:full`.
  ...(process.env.TEST_FULL ? ['src/sqlite-agent-runner.test.ts'] : []),
]

// The other tests use the first driver of the Node that runs them. drivers.test.ts covers each driver in short.
const cases = [
  { runtime: node24, driver: 'node:sqlite', flags: [] },
  ...(process.env.TEST_FULL
    ? [
        { runtime: node24, driver: 'better-sqlite3', flags: [] },
        { runtime: bun, driver: 'bun:sqlite', flags: ['--bun'] },
      ]
    : []),
].map((each) => ({ ...each, name: each.runtime.name }))

test.for(cases)(
  '$driver in $name passes the tests of the runner and the store',
  { timeout: 240_000 },
  async ({ runtime: { bin, missing: reason }, driver, flags }, ctx) => {
    if (bin === undefined) return ctx.skip(reason)
    const missing = files.filter((file) => !existsSync(join(folder, file)))
    expect(missing).toEqual([])
    const args = [...flags, vitest, 'run', '--reporter=dot', ...files]
    const child = startChild(bin, args, { TEST_SQLITE_DRIVER: driver, NO_COLOR: '1' })
    const code = await child.exited
    expect(code, `${child.rest().join('\n')}${child.errors()}`).toBe(0)
  },
)
