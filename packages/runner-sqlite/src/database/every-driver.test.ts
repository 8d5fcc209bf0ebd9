import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { bun, node24, startChild } from '../../test/child.ts'

const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')

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
  async ({ runtime: { bin, missing }, driver, flags }, ctx) => {
    if (bin === undefined) return ctx.skip(missing)
    const files = [
      'sqlite-agent-runner',
      'sqlite-store',
      'scrubber',
      'database-file',
      'locked-file',
      'full-disk',
    ].map((name) => `src/${name}.test.ts`)
    const args = [...flags, vitest, 'run', '--reporter=dot', ...files]
    const child = startChild(bin, args, { TEST_SQLITE_DRIVER: driver, NO_COLOR: '1' })
    const code = await child.exited
    expect(code, `${child.rest().join('\n')}${child.errors()}`).toBe(0)
  },
)
