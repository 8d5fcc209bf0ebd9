// @ts-check
// Installs what `pnpm start` needs, and nothing else: no development dependencies, no other app.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { app, closureOf, root } from './closure.mjs'

const modules = `${root}node_modules/`
/** The hash of the lockfile that the last partial installation used. */
const record = `${modules}.start-lockfile`

/** Whether everything that the assistant needs is installed, in the versions of the lockfile. */
export function isInstalled() {
  if (!existsSync(`${root}${app}/node_modules`)) return false
  const wanted = readFileSync(`${root}pnpm-lock.yaml`, 'utf8')
  // pnpm keeps a copy of the lockfile. After a complete installation it is the same file.
  return read(`${modules}.pnpm/lock.yaml`) === wanted || read(record) === hash(wanted)
}

/**
 * Installs the dependencies of the assistant. In a checkout with development dependencies, updates all of it instead:
 * pnpm would remove them. Ends this process with the exit code of pnpm if it fails.
 */
export async function install() {
  const isComplete = /"?devDependencies"?: true/.test(read(`${modules}.modules.yaml`) ?? '')
  if (isComplete) return pnpm(['install'])
  await pnpm([
    'install',
    '--prod',
    '--frozen-lockfile',
    ...closureOf().map((folder) => `--filter=./${folder}`),
  ])
  writeFileSync(record, hash(readFileSync(`${root}pnpm-lock.yaml`, 'utf8')))
  // Without its record of this installation, pnpm installs the rest before it runs any other script.
  for (const file of readdirSync(modules).filter((name) => name.startsWith('.pnpm-workspace-state')))
    rmSync(modules + file)
}

/**
 * Runs the pnpm that runs this script, or downloads one.
 *
 * @param {string[]} args
 */
async function pnpm(args) {
  const running = process.env.npm_execpath ?? ''
  const [command, ...first] = /pnpm[^/\\]*$/.test(running)
    ? [process.execPath, running]
    : ['npx', '-y', 'pnpm@10']
  const child = spawn(command, [...first, ...args], { cwd: root, stdio: 'inherit' })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  if (code !== 0) process.exit(code)
}

/** @param {string} file */
function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** @param {string} text */
function hash(text) {
  return createHash('sha256').update(text).digest('hex')
}
