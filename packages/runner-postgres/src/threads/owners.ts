import type { Query } from '../database/sql-client.ts'
import type { PgInteger } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'

/**
 * Draws the next revision of an owner's list, and adds to the totals of the owner. Call it last: the row of the owner
 * stays locked until the commit, so revisions become visible in their order.
 */
export async function nextRevision(
  query: Query,
  tables: Tables,
  owner: string,
  { threads = 0, bytes = 0 }: { threads?: number | undefined; bytes?: number | undefined } = {},
): Promise<number> {
  const [row] = await query<{ revision: PgInteger }>(
    `INSERT INTO ${tables.owners} AS o (owner, revision, threads, bytes) VALUES ($1, 1, $2, $3)
      ON CONFLICT (owner) DO UPDATE SET revision = o.revision + 1, threads = o.threads + excluded.threads,
        bytes = o.bytes + excluded.bytes
      RETURNING revision`,
    [owner, threads, bytes],
  )
  return Number(row?.revision)
}
