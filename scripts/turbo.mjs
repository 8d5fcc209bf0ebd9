// @ts-check
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs turbo tasks in this repository, with turbo's telemetry off.
 *
 * @param {string[]} args arguments of `turbo run`
 * @param {{ quiet?: boolean }} [options] `quiet` returns the output instead of printing it
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function turbo(args, options = {}) {
  const bin = createRequire(import.meta.url).resolve('turbo/bin/turbo')
  const child = spawn(process.execPath, [bin, 'run', ...args], {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 1))
  })
  return { code, output }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = (await turbo(process.argv.slice(2))).code
}
