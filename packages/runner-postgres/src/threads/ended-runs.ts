import { type RunRecord, toText } from '@flightdeck/run-engine/store'
import type { Query } from '../database/sql-client.ts'
import type { PgInteger } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'

/** Inserts an ended run. Returns the id of its row. */
export async function insertRun(
  query: Query,
  tables: Tables,
  thread: PgInteger,
  run: RunRecord,
): Promise<PgInteger> {
  const [row] = await query<{ id: PgInteger }>(
    `INSERT INTO ${tables.runs} (thread, base, run_id, agent_id, status, epoch, started_at, ended_at, stop_requested,
      ending) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
    [
      String(thread),
      run.base,
      toText(run.runId),
      toText(run.agentId),
      run.status,
      run.epoch,
      run.startedAt,
      run.endedAt ?? null,
      run.stopRequested === true,
      run.ending ?? null,
    ],
  )
  return row?.id as PgInteger
}
