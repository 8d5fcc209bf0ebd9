import { createRequire } from 'node:module'
import type { SqliteDatabase } from './sqlite-database.ts'
import { SqliteStoreError } from './sqlite-store-error.ts'

/** The libraries that can open a file. */
export type SqliteDriver = 'bun:sqlite' | 'node:sqlite' | 'better-sqlite3' | 'libsql'

type Open = (path: string) => SqliteDatabase

/** In the order in which they are tried: built-in ones first. */
const DRIVERS: Readonly<Record<SqliteDriver, () => Open | undefined>> = {
  'bun:sqlite': () => {
    if (process.versions.bun === undefined) return undefined
    return opener(requireHere('bun:sqlite'), 'Database')
  },
  'node:sqlite': () => {
    // Deno and Node. Older versions of Node have it only behind a flag.
    const builtin = quietly(() => process.getBuiltinModule?.('node:sqlite' as never) as unknown)
    return builtin === undefined ? undefined : opener(builtin, 'DatabaseSync')
  },
  'better-sqlite3': () => {
    const version = requireHere('better-sqlite3/package.json') as { version: string }
    // Its binaries for Node 22 crash older versions of Node when they are loaded.
    if (Number.parseInt(version.version, 10) >= 13 && nodeMajor() < 22) {
      throw new Error(`better-sqlite3 ${version.version} needs Node 22: install better-sqlite3@12 or libsql`)
    }
    return opener(requireHere('better-sqlite3'))
  },
  libsql: () => opener(requireHere('libsql')),
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
    `No SQLite driver was found. Run "npm install libsql" (no compiler needed), or use Node 22.13 or newer, or Bun, which bring one. Tried ${reasons.join('; ')}`,
  )
}

/** Resolves from this package, in the ES module and in the CommonJS build, without bundlers following the import. */
function requireHere(name: string): unknown {
  return createRequire(import.meta.url)(name)
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
