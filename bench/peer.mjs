// Installs `@copilotkit/runtime` into a temporary folder, once.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const VERSION = '1.75.0'

const manifest = {
  name: 'flightdeck-bench-peer',
  private: true,
  type: 'module',
  dependencies: { '@copilotkit/runtime': VERSION, '@ag-ui/client': '0.0.59', rxjs: '7.8.1' },
  pnpm: {
    // Its dependency ranges resolve to versions that are not compatible.
    overrides: { '@langchain/protocol': '0.0.19', '@langchain/langgraph-checkpoint': '1.1.5' },
    onlyBuiltDependencies: [],
  },
}

const ENTRY = `export { AbstractAgent } from '@ag-ui/client'
export { BuiltInAgent, CopilotRuntime } from '@copilotkit/runtime/v2'
export { createCopilotNodeListener } from '@copilotkit/runtime/v2/node'
export { Observable } from 'rxjs'
`

/**
 * @returns {Promise<{ folder: string } | { reason: string }>} its folder, or why it could not be installed
 */
export async function installPeer() {
  const folder = join(tmpdir(), `flightdeck-bench-peer-${VERSION}`)
  const done = join(folder, 'entry.mjs')
  if (existsSync(done)) {
    writeFileSync(done, ENTRY)
    return { folder }
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2))
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), '')
  try {
    await pnpm(['install', '--prefer-offline', '--no-frozen-lockfile'], folder)
  } catch (error) {
    const { stdout = '', message } = /** @type {Error & { stdout?: string }} */ (error)
    const said = `${stdout}\n${message}`.split('\n').find((line) => /ERR|error/i.test(line))
    return { reason: `could not be installed: ${said ?? message}` }
  }
  writeFileSync(done, ENTRY)
  return { folder }
}

/**
 * Runs the pnpm that runs this command, or the one on the PATH.
 *
 * @param {string[]} args
 * @param {string} cwd
 */
export async function pnpm(args, cwd) {
  const running = process.env.npm_execpath
  const [command = 'pnpm', ...first] = running?.includes('pnpm') ? [process.execPath, running] : ['pnpm']
  const { stdout } = await promisify(execFile)(command, [...first, ...args], {
    cwd,
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}
