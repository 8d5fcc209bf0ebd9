import { installLine } from './import-failure.ts'

const warned = new Set<string>()

/**
 * Writes to the console, once, that a package is not installed, with the line that installs it. It does so only where that is
 * known without loading anything: under Node and Bun, unless this package is part of a bundle, which may contain the other.
 */
export function warnIfMissing(packageName: string, neededBy: string): void {
  if (warned.has(packageName) || !isMissing(packageName)) return
  warned.add(packageName)
  // biome-ignore lint/suspicious/noConsole: an agent has no logger before its first run
  console.warn(`[flightdeck] ${installLine(packageName, neededBy)}`)
}

/** Where this file is as long as it is not bundled. */
const OWN_FOLDER = /\/builtin-agent\/(?:dist|src)\//

function isMissing(packageName: string): boolean {
  try {
    const { url } = import.meta
    const { createRequire } = process.getBuiltinModule('node:module')
    if (!OWN_FOLDER.test(url)) return false
    createRequire(url).resolve(packageName)
    return false
  } catch (error) {
    return (error as { code?: unknown } | undefined)?.code === 'MODULE_NOT_FOUND'
  }
}
