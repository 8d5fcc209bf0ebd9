// @ts-check
// `pnpm test` and `pnpm test:full`: build, types, lint, then every test of the workspace in one run of vitest.
// The last line is `N passed, N failed, N skipped`. The exit code is 0 only if every step and every test passed.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { biome, vitest } from '../scripts/tools.mjs'
import { turbo } from '../scripts/turbo.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const reportFile = `${root}test-results/report.json`
const startedAt = Date.now()
const secondsSince = (/** @type {number} */ from) => ((Date.now() - from) / 1000).toFixed(1)

/** Every combination, and many seeds. CONTRIBUTING.md lists what these variables do. */
const full = { TEST_FULL: '1', TEST_SEEDS: '1000', FAULT_SEEDS: '100' }

/** @param {string} task */
async function turboTask(task) {
  const { code, output } = await turbo(
    [task, '--continue=dependencies-successful', '--output-logs=errors-only'],
    { quiet: true },
  )
  if (code !== 0) console.log(output)
  return code
}

/** Every folder that has a `test` script, and so must have tests. */
function testFolders() {
  const inside = (/** @type {string} */ parent) =>
    readdirSync(root + parent).map((name) => `${parent}/${name}`)
  return ['examples', 'test', ...inside('apps'), ...inside('packages')].filter((folder) => {
    const file = `${root}${folder}/package.json`
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).scripts?.test
  })
}

/** @type {[string, () => Promise<number>][]} */
const steps = [
  ['build', () => turboTask('build')],
  ['types', () => turboTask('typecheck')],
  ['lint of the sources (biome)', () => biome(['check', '.'])],
  ['lint of the packages (publint, attw)', () => turboTask('lint')],
]

/** @type {string[]} */
const problems = []

for (const [name, run] of steps) {
  const from = Date.now()
  const code = await run()
  console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'} (${secondsSince(from)} s)`)
  if (code !== 0) problems.push(`${name} failed`)
}

rmSync(`${root}test-results`, { recursive: true, force: true })
const testsFrom = Date.now()
const code = await vitest(['run', '--reporter=./test/reporter.mjs'], {
  TEST_REPORT: reportFile,
  ...(process.argv.includes('--full') && full),
})
console.log(`tests: ${secondsSince(testsFrom)} s`)

/** @type {import('./reporter.mjs').Report} */
const { files, failed, skipped, notRun } = existsSync(reportFile)
  ? JSON.parse(readFileSync(reportFile, 'utf8'))
  : { files: [], failed: [], skipped: [], notRun: [] }

console.log('\nSlowest files:')
for (const { file, ms } of files.toSorted((a, b) => b.ms - a.ms).slice(0, 15)) {
  console.log(`  ${(ms / 1000).toFixed(1)} s ${file}`)
}

for (const folder of testFolders()) {
  const ran = files.filter(({ file }) => file.startsWith(`${folder}/`))
  if (ran.every(({ tests }) => tests === 0)) problems.push(`${folder} ran no test`)
}
for (const { file, name, reason } of skipped) {
  console.log(`skipped ${file}: ${name}: ${reason ?? 'no reason given'}`)
}
if (skipped.some(({ reason }) => !reason)) problems.push('a skip has no reason, see CONTRIBUTING.md')
for (const { name } of failed) console.log(`failed ${name}`)
for (const { file, count } of notRun) {
  problems.push(`${count} tests of ${file} did not run because their setup failed`)
}
if (code !== 0 && failed.length === 0) problems.push(`vitest ended with code ${code}`)
for (const problem of problems) console.log(`problem: ${problem}`)

const passed = files.reduce((sum, each) => sum + each.passed, 0)
console.log(`${secondsSince(startedAt)} s in all`)
console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`)
process.exitCode = failed.length + problems.length === 0 && passed > 0 ? 0 : 1
