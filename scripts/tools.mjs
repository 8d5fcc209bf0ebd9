// @ts-check
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(`${root}package.json`)

/**
 * Runs vitest in the root, over all folders of the workspace.
 *
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env] added to the environment
 * @returns {Promise<number>} the exit code
 */
export function vitest(args, env) {
  return node([join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs'), ...args], env)
}

/**
 * Runs biome in the root.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export function biome(args) {
  return node([require.resolve('@biomejs/biome/bin/biome'), ...args])
}

/**
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 * @returns {Promise<number>}
 */
function node(args, env) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
