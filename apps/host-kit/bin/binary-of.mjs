// @ts-check
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const { platform, arch } = process

/**
 * The binaries inside npm packages. The scripts that npm links for them run the binary as a child process, which does
 * not receive signals, or need an install script.
 *
 * @type {Record<string, { readonly in: string, readonly file: string }>}
 */
const BINARIES = {
  bun: {
    in: `@oven/bun-${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`,
    file: platform === 'win32' ? 'bin/bun.exe' : 'bin/bun',
  },
  deno: {
    in: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`,
    file: platform === 'win32' ? 'deno.exe' : 'deno',
  },
  workerd: {
    in: `@cloudflare/workerd-${platform === 'win32' ? 'windows' : platform}-${arch === 'x64' ? '64' : arch}`,
    file: platform === 'win32' ? 'bin/workerd.exe' : 'bin/workerd',
  },
}

/**
 * Resolves a command to the path of its program: Bun, Deno and workerd as installed by the app in `folder`, this Node
 * for `node`, and programs linked in the app's `node_modules/.bin`. Any other command is returned unchanged.
 *
 * @param {string} command
 * @param {string} folder an app's
 * @returns {string}
 */
export function binaryOf(command, folder) {
  if (command === 'node') return process.execPath
  const binary = BINARIES[command]
  if (binary !== undefined) {
    const ofApp = createRequire(join(folder, 'package.json'))
    const ofPackage = createRequire(ofApp.resolve(`${command}/package.json`))
    return join(dirname(ofPackage.resolve(`${binary.in}/package.json`)), binary.file)
  }
  const linked = join(folder, 'node_modules', '.bin', command)
  return existsSync(linked) ? linked : command
}
