import { PostgresStoreError } from '../database/postgres-store-error.ts'
import type { Query, SqlClient } from '../database/sql-client.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'
import { type Tables, tablesOf } from './tables.ts'

/** What the database says of its tables. */
interface VersionRow {
  readonly version: number
  readonly works_with: number
}

/**
 * Creates or migrates the tables in one transaction, under a lock that other instances wait for.
 *
 * @throws PostgresStoreError `newer_schema`
 */
export async function migrate(
  client: SqlClient,
  tables: Tables,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  if (isCurrent(await versionOf(client.query, tables), migrations)) return
  await client.transaction(async (query) => {
    await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text', [
      `flightdeck ${tables.schema}`,
    ])
    const known = await versionOf(query, tables)
    if (isCurrent(known, migrations)) return
    for (const statement of statementsAfter(known?.version ?? 0, tables, migrations)) await query(statement)
  })
}

/**
 * Checks that the tables are there.
 *
 * @throws PostgresStoreError `no_tables`, `newer_schema`
 */
export async function checkTables(
  client: SqlClient,
  tables: Tables,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const known = await versionOf(client.query, tables)
  if (isCurrent(known, migrations)) return
  const found = known === undefined ? 'are missing' : `have version ${known.version}`
  throw new PostgresStoreError(
    'no_tables',
    `The tables of the schema '${tables.schema}' ${found}: run the statements of migrationSql(), or pass migrate: true`,
  )
}

/** Returns the statements that create the tables, or migrate them from a version, as one script. */
export function migrationSql({
  schema = 'flightdeck',
  from = 0,
}: {
  /** @default 'flightdeck' */
  schema?: string | undefined
  /** The version of the tables that exist. @default 0: none */
  from?: number | undefined
} = {}): string {
  const statements = statementsAfter(from, tablesOf(schema), MIGRATIONS)
  return statements.length === 0 ? '' : ['BEGIN', ...statements, 'COMMIT', ''].join(';\n')
}

function statementsAfter(version: number, tables: Tables, migrations: readonly Migration[]): string[] {
  const create = [
    `CREATE SCHEMA IF NOT EXISTS ${tables.schema}`,
    `CREATE TABLE ${tables.migrations} (
      version integer PRIMARY KEY,
      works_with integer NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )`,
  ]
  const missing = migrations.filter((migration) => migration.version > version)
  return [
    ...(version === 0 ? create : []),
    ...missing.flatMap((migration) => [
      ...migration.statements(tables),
      `INSERT INTO ${tables.migrations} (version, works_with) VALUES (${migration.version}, ${migration.worksWith})`,
    ]),
  ]
}

async function versionOf(query: Query, tables: Tables): Promise<VersionRow | undefined> {
  // to_regclass() may answer from a cache that does not know yet what another instance created while this one waited.
  const found = await query(
    `SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = 'migrations'`,
    [tables.schema],
  )
  if (found.length === 0) return undefined
  const sql = `SELECT version, works_with FROM ${tables.migrations} ORDER BY version DESC LIMIT 1`
  const [row] = await query<VersionRow>(sql)
  return row
}

/** Whether these migrations are all applied. Tables of a newer release are fine while they work with this one. */
function isCurrent(known: VersionRow | undefined, migrations: readonly Migration[]): boolean {
  const mine = migrations.at(-1)?.version ?? 0
  if (known === undefined || known.version < mine) return false
  if (known.works_with <= mine) return true
  throw new PostgresStoreError(
    'newer_schema',
    `The tables have version ${known.version}, this package knows version ${mine}: upgrade @flightdeck/runner-postgres`,
  )
}
