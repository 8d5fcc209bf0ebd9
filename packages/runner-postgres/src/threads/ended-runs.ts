import { type RunRecord, toText } from '@flightdeck/run-engine/store'
import type { Query } from '../database/sql-client.ts'
import type { PgInteger, RunRow } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { toEnded } from './thread-rows.ts'

/** Inserts an ended run. Returns the id of its row. */
export async function insertRun(
  query: Query,
  tables: Tables,
  thread: PgInteger,
  run: RunRecord,
): Promise<PgInteger> {
  const [row] = await query<{ id: PgInteger }>(
    `INSERT INTO ${tables.runs} (thread, base, run_id, agent_id, status, epoch, started_at, ended_at, stop_requested,
      ending, input_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
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
      run.inputHash ?? null,
    ],
  )
  return row?.id as PgInteger
}

/** The ended runs of a thread with this run id, newest first. */
export async function endedRunsOf(
  query: Query,
  tables: Tables,
  thread: PgInteger,
  runId: string,
): Promise<RunRecord[]> {
  const sql = `SELECT * FROM ${tables.runs} WHERE thread = $1 AND run_id = $2 ORDER BY base DESC, id DESC`
  return (await query<RunRow>(sql, [String(thread), toText(runId)])).map(toEnded)
}
