// @ts-check
// `pnpm test`: builds, type-checks, lints and runs every test, and says at the end what came of it.
// The last line is `N passed, N failed, N skipped`; the exit code is 0 only if every step and every test was well.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { turbo } from '../scripts/turbo.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
const reports = `${root}test-results/`
const startedAt = Date.now()

/**
 * @param {string[]} args of Node
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @returns {Promise<number>} the exit code
 */
function node(args, { cwd, env = {} }) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

/** @param {string} task */
async function turboTask(task) {
  const { code, output } = await turbo(
    [task, '--continue=dependencies-successful', '--output-logs=errors-only'],
    { quiet: true },
  )
  if (code !== 0) console.log(output)
  return code
}

const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
const biome = () => node([require.resolve('@biomejs/biome/bin/biome'), 'check', '.'], { cwd: root })

/** @type {[string, () => Promise<number>][]} */
const steps = [
  ['build', () => turboTask('build')],
  ['typecheck', () => turboTask('typecheck')],
  ['lint of the sources (biome)', biome],
  ['lint of the packages (publint, attw)', () => turboTask('lint')],
]

/** What takes long begins first, so that it is not what everybody waits for in the end. */
const LONGEST = [
  'test',
  'apps/assistant',
  'packages/adapter-express',
  'apps/threads',
  'packages/runner-sqlite',
]

/** Many tests wait more than they work: for a browser, for a host that is silent, for a server that is gone. */
const LANES = Math.max(2, Math.min(3, availableParallelism() + 1))

/** Every folder of the workspace that has tests. */
function testFolders() {
  const inside = (/** @type {string} */ parent) =>
    readdirSync(root + parent).map((name) => `${parent}/${name}`)
  const folders = new Set([...LONGEST, 'examples', ...inside('apps'), ...inside('packages')])
  return [...folders].filter((folder) => {
    const file = `${root}${folder}/package.json`
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).scripts?.test
  })
}

/**
 * @param {string} folder
 * @returns {Promise<{ folder: string, code: number, report: import('./reporter.mjs').Report | undefined }>}
 */
async function runTests(folder) {
  const file = `${reports}${folder.replace('/', '-')}.json`
  const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url))
  const code = await node([vitest, 'run', `--reporter=${reporter}`], {
    cwd: root + folder,
    env: { TEST_REPORT: file },
  })
  return { folder, code, report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined }
}

/** @type {string[]} */
const complaints = []

for (const [name, run] of steps) {
  const from = Date.now()
  const code = await run()
  console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'} (${((Date.now() - from) / 1000).toFixed(1)} s)`)
  if (code !== 0) complaints.push(`${name} failed`)
}

rmSync(reports, { recursive: true, force: true })
const queue = testFolders()
const results = await Promise.all(
  Array.from({ length: LANES }, async () => {
    const done = []
    for (let folder = queue.shift(); folder; folder = queue.shift()) done.push(await runTests(folder))
    return done
  }),
).then((lanes) => lanes.flat().sort((a, b) => a.folder.localeCompare(b.folder)))

console.log('')
for (const { folder, code, report } of results) {
  const { passed, failed, skipped } = report ?? { passed: 0, failed: [], skipped: [], notRun: [] }
  console.log(`${folder}: ${passed} passed, ${failed.length} failed, ${skipped.length} skipped`)
  if (code !== 0 && failed.length === 0) complaints.push(`the tests of ${folder} ended with code ${code}`)
  if (passed + failed.length + skipped.length === 0) complaints.push(`${folder} ran no test`)
}

const failed = results.flatMap(({ report }) => report?.failed ?? [])
const skipped = results.flatMap(({ report }) => report?.skipped ?? [])
const passed = results.reduce((sum, { report }) => sum + (report?.passed ?? 0), 0)

for (const { file, name, reason } of skipped) {
  console.log(`skipped ${file}: ${name}: ${reason ?? 'no reason given'}`)
}
if (skipped.some(({ reason }) => !reason)) complaints.push('a skip without a reason: see CONTRIBUTING.md')
for (const { name } of failed) console.log(`failed ${name}`)
for (const { file, count } of results.flatMap(({ report }) => report?.notRun ?? [])) {
  complaints.push(`${count} tests of ${file} were not run, because their set-up failed`)
}
for (const complaint of complaints) console.log(`not well: ${complaint}`)
console.log(`in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`)
process.exitCode = failed.length + complaints.length === 0 && passed > 0 ? 0 : 1
