import type { RunRecord } from '@flightdeck/run-engine/store'
import { toText } from '@flightdeck/run-engine/store'
import type { Connection } from '../database/connection.ts'
import type { RunRow } from '../schema/row-types.ts'
import { toEnded } from './thread-rows.ts'

const INSERT = `INSERT INTO flightdeck_runs (thread, base, run_id, agent_id, status, epoch, started_at, ended_at,
  stop_requested, ending, input_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`

/** Inserts an ended run. Returns the id of its row. */
export function insertRun(connection: Connection, thread: number, run: RunRecord): number {
  const row = connection.get(
    INSERT,
    thread,
    run.base,
    toText(run.runId),
    toText(run.agentId),
    run.status,
    run.epoch,
    run.startedAt,
    run.endedAt ?? null,
    run.stopRequested ? 1 : 0,
    run.ending ?? null,
    run.inputHash ?? null,
  )
  return Number(row?.id)
}

/** The ended runs of a thread with this run id, newest first. */
export function endedRunsOf(connection: Connection, thread: number, runId: string): RunRecord[] {
  const sql = 'SELECT * FROM flightdeck_runs WHERE thread = ? AND run_id = ? ORDER BY base DESC, id DESC'
  return connection.all<RunRow>(sql, thread, toText(runId)).map(toEnded)
}
