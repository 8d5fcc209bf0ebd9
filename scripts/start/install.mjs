// @ts-check
// Installs what `pnpm start` needs, and nothing else: no development dependencies, no other app.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { runPnpm } from '../pnpm.mjs'
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
  if (isComplete) return runPnpm(['install'])
  await runPnpm([
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

/** @param {string} file */
function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** @param {string} text */
function hash(text) {
  return createHash('sha256').update(text).digest('hex')
}
