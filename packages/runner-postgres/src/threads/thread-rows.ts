import {
  fromOwnerText,
  fromText,
  type InterruptRecord,
  type RunRecord,
  type RunStatus,
  type ThreadInfo,
  type ThreadKey,
  toOwnerText,
  toText,
} from '@flightdeck/run-engine/store'
import type { Query } from '../database/sql-client.ts'
import type { KeyRow, RunRow, ThreadRow } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'

/** Selects threads with their last run and the claim. Without content. */
export function selectThreads(tables: Tables): string {
  return `SELECT t.id, t.owner, t.thread_id, t.generation, t.agent_id, t.name, t.was_named, t.archived, t.created_at, t.updated_at,
      t.active_at, t.revision, t.head, t.bytes, t.interrupts,
      r.base AS r_base, r.run_id AS r_run, r.agent_id AS r_agent, r.status AS r_status, r.epoch AS r_epoch,
      r.started_at AS r_started, r.ended_at AS r_ended, r.stop_requested AS r_stop, r.ending AS r_ending,
      r.input_hash AS r_input, c.input_hash AS c_input,
      c.base AS c_base, c.run_id AS c_run, c.agent_id AS c_agent, c.epoch AS c_epoch, c.started_at AS c_started,
      c.head AS c_head, c.stop_requested AS c_stop, c.opening AS c_opening, c.claim_id AS c_claim, c.bytes AS c_bytes,
      c.lease_until <= clock_timestamp() AS c_abandoned
    FROM ${tables.threads} t
    LEFT JOIN ${tables.runs} r ON r.id = t.last_run
    LEFT JOIN ${tables.claims} c ON c.thread = t.id`
}

/** The stored columns of a key. */
export function toColumns({ owner, threadId }: ThreadKey): [string, string] {
  return [toOwnerText(owner), toText(threadId)]
}

/** The row of a key. */
export async function findThread(
  query: Query,
  tables: Tables,
  key: ThreadKey,
): Promise<ThreadRow | undefined> {
  const sql = `${selectThreads(tables)} WHERE t.owner = $1 AND t.thread_id = $2`
  const [row] = await query<ThreadRow>(sql, toColumns(key))
  return row
}

/**
 * Locks a thread until the end of the transaction and returns its row. The row is read after the lock: what a
 * transaction that held the lock before changed is seen.
 */
export async function lockThread(
  query: Query,
  tables: Tables,
  key: ThreadKey,
): Promise<ThreadRow | undefined> {
  const lock = `SELECT id FROM ${tables.threads} WHERE owner = $1 AND thread_id = $2 FOR UPDATE`
  const [locked] = await query<Pick<ThreadRow, 'id'>>(lock, toColumns(key))
  if (locked === undefined) return undefined
  const [row] = await query<ThreadRow>(`${selectThreads(tables)} WHERE t.id = $1`, [String(locked.id)])
  return row
}

/** The key of a row with `owner` and `thread_id`. */
export function toKey(row: KeyRow): ThreadKey {
  const owner = fromOwnerText(row.owner)
  const threadId = fromText(row.thread_id)
  return owner === undefined ? { threadId } : { threadId, owner }
}

/** The thread without its content. */
export function toInfo(row: ThreadRow): ThreadInfo {
  const running = toRunning(row)
  return {
    key: toKey(row),
    generation: row.generation,
    head: Number(running === undefined ? row.head : row.c_head),
    agentId: fromText(row.agent_id),
    name: row.name === null ? undefined : fromText(row.name),
    archived: row.archived,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    activeAt: Number(row.active_at),
    revision: Number(row.revision),
    interrupts: toInterrupts(row),
    last: toLast(row),
    running,
  }
}

/** The interrupts of a row of `selectThreads`. */
export function toInterrupts({ interrupts }: Pick<ThreadRow, 'interrupts'>): readonly InterruptRecord[] {
  return interrupts === null ? [] : (JSON.parse(interrupts) as InterruptRecord[])
}

/** The running run of a row of `selectThreads`. */
export function toRunning(row: ThreadRow): RunRecord | undefined {
  if (row.c_epoch === null) return undefined
  return {
    runId: fromText(row.c_run),
    agentId: fromText(row.c_agent),
    status: 'running',
    epoch: Number(row.c_epoch),
    base: Number(row.c_base),
    startedAt: Number(row.c_started),
    ...(row.c_opening !== null && { opening: row.c_opening }),
    ...(row.c_input !== null && { inputHash: row.c_input }),
    ...(row.c_stop && { stopRequested: true }),
    ...(row.c_abandoned && { abandoned: true }),
  }
}

function toLast(row: ThreadRow): RunRecord | undefined {
  if (row.r_run === null) return undefined
  return toEnded({
    base: row.r_base,
    run_id: row.r_run,
    agent_id: row.r_agent,
    status: row.r_status,
    epoch: row.r_epoch,
    started_at: row.r_started,
    ended_at: row.r_ended,
    stop_requested: row.r_stop,
    ending: row.r_ending,
    input_hash: row.r_input,
  })
}

/** The record of an ended run. */
export function toEnded(row: RunRow): RunRecord {
  return {
    runId: fromText(row.run_id),
    agentId: fromText(row.agent_id),
    status: row.status as RunStatus,
    epoch: Number(row.epoch),
    base: Number(row.base),
    startedAt: Number(row.started_at),
    ...(row.ended_at !== null && { endedAt: Number(row.ended_at) }),
    ...(row.ending !== null && { ending: row.ending }),
    ...(row.input_hash !== null && { inputHash: row.input_hash }),
    ...(row.stop_requested && { stopRequested: true }),
  }
}
