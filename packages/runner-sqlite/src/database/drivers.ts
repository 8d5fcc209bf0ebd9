import { join } from 'node:path'
import type { SqliteDatabase } from './sqlite-database.ts'
import { SqliteStoreError } from './sqlite-store-error.ts'

/** The libraries that can open a file. */
export type SqliteDriver = 'bun:sqlite' | 'node:sqlite' | 'better-sqlite3' | 'libsql'

type Open = (path: string) => SqliteDatabase

/** In the order in which they are tried: built-in ones first. */
const DRIVERS: Readonly<Record<SqliteDriver, () => Open | undefined>> = {
  'bun:sqlite': () => {
    if (process.versions.bun === undefined) return undefined
    return opener(requireInstalled('bun:sqlite'), 'Database')
  },
  'node:sqlite': () => {
    // Deno and Node. Older versions of Node have it only behind a flag.
    const builtin = quietly(() => process.getBuiltinModule?.('node:sqlite' as never) as unknown)
    return builtin === undefined ? undefined : opener(builtin, 'DatabaseSync')
  },
  'better-sqlite3': () => {
    const version = requireInstalled('better-sqlite3/package.json') as { version: string }
    // Its binaries for Node 22 crash older versions of Node when they are loaded.
    if (Number.parseInt(version.version, 10) >= 13 && nodeMajor() < 22) {
      throw new Error(`better-sqlite3 ${version.version} needs Node 22: install better-sqlite3@12 or libsql`)
    }
    return opener(requireInstalled('better-sqlite3'))
  },
  libsql: () => opener(requireInstalled('libsql')),
}

/**
 * Opens a file with the named driver, or with the first available of `bun:sqlite`, `node:sqlite`, `better-sqlite3`,
 * `libsql`.
 *
 * @throws SqliteStoreError `no_driver`; the error of the driver if it cannot open the file
 */
export function openDatabase(path: string, driver: SqliteDriver | undefined): SqliteDatabase {
  const names = driver === undefined ? (Object.keys(DRIVERS) as SqliteDriver[]) : [driver]
  const reasons: string[] = []
  for (const name of names) {
    const load = DRIVERS[name]
    if (load === undefined) {
      throw new TypeError(`driver must be one of ${Object.keys(DRIVERS).join(', ')}, not '${name}'`)
    }
    let open: Open | undefined
    try {
      open = load()
      reasons.push(`${name}: ${open === undefined ? 'not part of this runtime' : 'found'}`)
    } catch (error) {
      reasons.push(`${name}: ${String((error as Error).message).split('\n')[0]}`)
    }
    if (open !== undefined) return open(path)
  }
  throw new SqliteStoreError(
    'no_driver',
    `No SQLite driver was found. Run "npm install libsql" (no compiler needed), or use Node 22.13 or newer, or Bun, which bring one. In a bundle, import the driver yourself and pass it as an open database: new SqliteAgentRunner({ database: new Database(path) }). Tried ${reasons.join('; ')}`,
  )
}

/** Not found from a place, or not a place: a bundler may replace the first, and a runtime may have no path of the second. */
const NOT_THERE = new Set<string | undefined>(['MODULE_NOT_FOUND', 'ERR_INVALID_ARG_VALUE'])

/**
 * Loads a package that this one does not bring: from where this file is, then from the program that was started, then from
 * the working directory. A bundle may be anywhere, and knows only where it was built. `createRequire` comes from the process,
 * because bundlers follow an imported one, and refuse names that are variables.
 */
function requireInstalled(name: string): unknown {
  const { createRequire } = process.getBuiltinModule('node:module')
  const places = [import.meta.url, process.argv[1], join(process.cwd(), 'package.json')]
  let failure: unknown
  for (const place of places) {
    try {
      if (place) return createRequire(place)(name)
    } catch (error) {
      if (!NOT_THERE.has((error as NodeJS.ErrnoException).code)) throw error
      failure ??= error
    }
  }
  throw failure
}

function opener(loaded: unknown, name = 'default'): Open {
  const exported = loaded as Record<string, unknown>
  const Database = (exported[name] ?? exported) as new (path: string) => SqliteDatabase
  return (path) => new Database(path)
}

function nodeMajor(): number {
  return Number.parseInt(process.versions.node, 10)
}

/** Suppresses the warning of Node 22 and 24 about the first load of the module. */
function quietly<T>(load: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return load()
  } finally {
    process.emitWarning = emitWarning
  }
}
