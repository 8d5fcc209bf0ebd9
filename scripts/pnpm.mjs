// @ts-check
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs the pnpm that runs this script, or downloads one. Ends this process with the exit code of pnpm if it fails.
 *
 * @param {string[]} args
 * @param {{ quiet?: boolean }} [options] `quiet` prints the output only if it fails
 */
export async function runPnpm(args, { quiet = false } = {}) {
  const running = process.env.npm_execpath ?? ''
  const [command, ...first] = /pnpm[^/\\]*$/.test(running)
    ? [process.execPath, running]
    : ['npx', '-y', 'pnpm@10']
  const child = spawn(command, [...first, ...args], { cwd: root, stdio: quiet ? 'pipe' : 'inherit' })
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
  if (code === 0) return
  process.stderr.write(output)
  process.exit(code)
}
