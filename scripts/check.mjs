// @ts-check
// `pnpm check`: types, lint, and the unit tests affected by the changes since the merge base with main. Needs no build.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { checkTypes } from './check-types.mjs'
import { biome, vitest } from './tools.mjs'

/** Files that start processes or run a whole conformance suite. `pnpm test` runs them. */
const NOT_UNIT = [
  'conformance',
  'express-4',
  'express-5',
  'crash',
  'drivers',
  'every-driver',
  'processes',
  'scrubber',
  'sqlite-agent-runner',
]

function mergeBase() {
  for (const main of ['main', 'origin/main']) {
    const { status, stdout } = spawnSync('git', ['merge-base', 'HEAD', main], { encoding: 'utf8' })
    if (status === 0) return stdout.trim()
  }
  console.error('No merge base with main or origin/main. Fetch it: git fetch origin main')
  process.exit(1)
}

const base = mergeBase()

/** @type {[string, () => Promise<number>][]} */
const steps = [
  ['lint', () => biome(['check', '.'])],
  ['types', checkTypes],
  [
    'unit tests',
    () =>
      vitest([
        'run',
        ...readdirSync('packages').map((folder) => `--project=@flightdeck/${folder}`),
        `--changed=${base}`,
        '--passWithNoTests',
        '--reporter=./test/reporter.mjs',
        ...NOT_UNIT.map((name) => `--exclude=**/${name}.test.ts`),
      ]),
  ],
]

for (const [name, run] of steps) {
  const from = Date.now()
  const code = await run()
  console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'} (${((Date.now() - from) / 1000).toFixed(1)} s)`)
  if (code !== 0) process.exitCode = 1
}
