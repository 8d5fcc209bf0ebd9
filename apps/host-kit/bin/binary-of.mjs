// @ts-check
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const { platform, arch } = process

/**
 * Where the programs that come as npm packages have their binaries. What npm links in their place starts them as a
 * child of a script, out of reach of signals, or waits for an install script.
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
 * The program behind a command, as a path where that is needed: Bun, Deno and workerd as the app in `folder` has them
 * installed, this Node for `node`, and whatever is linked in the app's `node_modules/.bin`. Everything else stays as it is.
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
