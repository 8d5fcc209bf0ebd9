// @ts-check
// `pnpm check`: types, lint, and the unit tests affected by the changes since the merge base with main. Needs no build.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { checkTypes } from './check-types.mjs'
import { biome, vitest } from './tools.mjs'

/** What a test says that starts processes, or plays a whole conformance suite against a server. `pnpm test` runs those. */
const NOT_UNIT = /node:child_process|\/child\.ts'|expressConformance|serverConformance/

/** Every runner plays the same suite. One of them, in memory, is enough here. */
const OTHER_RUNNERS = ['packages/runner-sqlite/src/sqlite-agent-runner.test.ts']

/** The tests that `pnpm check` does not run. */
function excluded() {
  const { stdout } = spawnSync('git', ['ls-files', 'packages/*.test.ts'], { encoding: 'utf8' })
  const files = stdout.split('\n').filter((file) => file !== '' && existsSync(file))
  return files.filter((file) => OTHER_RUNNERS.includes(file) || NOT_UNIT.test(readFileSync(file, 'utf8')))
}

function mergeBase() {
  for (const main of ['main', 'origin/main']) {
    const { status, stdout } = spawnSync('git', ['merge-base', 'HEAD', main], { encoding: 'utf8' })
    if (status === 0) return stdout.trim()
  }
  console.error('No merge base with main or origin/main. Fetch it: git fetch origin main')
  process.exit(1)
}

const base = mergeBase()

/** All packages but the one whose tests start a database server. */
const projects = readdirSync('packages').filter((folder) => folder !== 'runner-postgres')

/** @type {[string, () => Promise<number>][]} */
const steps = [
  ['lint', () => biome(['check', '.'])],
  ['types', checkTypes],
  [
    'unit tests',
    () =>
      vitest([
        'run',
        ...projects.map((folder) => `--project=@flightdeck/${folder}`),
        `--changed=${base}`,
        '--passWithNoTests',
        '--reporter=./test/reporter.mjs',
        ...excluded().map((file) => `--exclude=**/${file.split('/').slice(2).join('/')}`),
      ]),
  ],
]

for (const [name, run] of steps) {
  const from = Date.now()
  const code = await run()
  console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'} (${((Date.now() - from) / 1000).toFixed(1)} s)`)
  if (code !== 0) process.exitCode = 1
}
