/** This file, as the host names it; the build of the package defines it. */
declare const __OWN_FILE__: string | undefined

/** A package that an agent needs. */
export interface NeededPackage {
  readonly packageName: string
  /** The path in the package that is imported. @default its root */
  readonly path?: string
  /** What needs it, for the message. */
  readonly neededBy: string
}

const OWN_NAME = '@flightdeck/builtin-agent'
const told = new Set<string>()

/**
 * Warns on the console of packages that are not installed, once per process for each. It does nothing where the host cannot
 * resolve packages synchronously, and where this package is part of a bundle: there, the first run tells.
 */
export function warnOfMissingPackages(needed: readonly NeededPackage[]): void {
  for (const one of missingOf(needed)) warnOfMissingPackage(one)
}

/** Returns those packages that are not installed; none where {@link warnOfMissingPackages} does nothing. */
export function missingOf(needed: readonly NeededPackage[]): NeededPackage[] {
  const resolve = hostResolve()
  if (resolve === undefined) return []
  return needed.filter(({ packageName, path = '' }) => isMissing(resolve, packageName + path))
}

/** Warns on the console of a package that is not installed, once per process. */
export function warnOfMissingPackage({ packageName, neededBy }: NeededPackage): void {
  if (told.has(packageName)) return
  told.add(packageName)
  // biome-ignore lint/suspicious/noConsole: the install line is for the person who starts the server; clients must not read it
  console.warn(installLine(packageName, neededBy))
}

/** Says that a package is needed, and how it is installed. */
export function installLine(packageName: string, neededBy: string): string {
  return `${neededBy} needs the package ${packageName}. Install it with: npm install ${packageName}`
}

type Resolve = (name: string) => string

/** What is used of `node:module`. */
interface NodeModule {
  createRequire(file: string): { resolve: Resolve }
}

/** What is used of `node:url`. */
interface NodeUrl {
  pathToFileURL(path: string): URL
}

interface Host {
  getBuiltinModule?: (name: string) => unknown
}

/**
 * Returns how Node, Bun and Deno resolve packages from this file. Undefined on other hosts, and in a bundle. The modules of
 * Node are not imported: bundlers for other hosts would fail or warn.
 */
function hostResolve(): Resolve | undefined {
  const ownFile = typeof __OWN_FILE__ === 'undefined' ? undefined : __OWN_FILE__
  if (ownFile === undefined) return undefined
  try {
    const { process: host } = globalThis as { process?: Host }
    if (host?.getBuiltinModule === undefined) return undefined
    const { createRequire } = host.getBuiltinModule('module') as NodeModule
    const { pathToFileURL } = host.getBuiltinModule('url') as NodeUrl
    const { resolve } = createRequire(ownFile)
    const manifest = pathToFileURL(resolve(`${OWN_NAME}/package.json`))
    const own = ownFile.startsWith('file:') ? ownFile : pathToFileURL(ownFile).href
    return own.startsWith(new URL('.', manifest).href) ? resolve : undefined
  } catch {
    return undefined
  }
}

function isMissing(resolve: Resolve, name: string): boolean {
  try {
    resolve(name)
    return false
  } catch (error) {
    // A package without an entry for `require` has another code.
    return error instanceof Error && (error as { code?: unknown }).code === 'MODULE_NOT_FOUND'
  }
}
