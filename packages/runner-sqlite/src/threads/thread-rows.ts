import type {
  InterruptRecord,
  RunRecord,
  RunStatus,
  StoredMessage,
  ThreadInfo,
  ThreadKey,
  ThreadView,
} from '@flightdeck/run-engine/store'
import { fromOwnerText, fromText, toOwnerText, toText } from '@flightdeck/run-engine/store'
import type { Connection } from '../database/connection.ts'
import type { Holders } from '../processes/holders.ts'
import type { KeyRow, RunRow, ThreadRow } from '../schema/row-types.ts'

/** Selects threads with their last run, the claim and its holder. */
export const SELECT_THREADS = `
  SELECT t.*, i.json AS interrupts,
    r.base AS r_base, r.run_id AS r_run, r.agent_id AS r_agent, r.status AS r_status, r.epoch AS r_epoch,
    r.started_at AS r_started, r.ended_at AS r_ended, r.stop_requested AS r_stop, r.ending AS r_ending,
    r.input_hash AS r_input,
    c.base AS c_base, c.run_id AS c_run, c.agent_id AS c_agent, c.epoch AS c_epoch, c.started_at AS c_started,
    c.head AS c_head, c.stop_requested AS c_stop, c.opening AS c_opening, c.claim_id AS c_claim, c.bytes AS c_bytes,
    c.input_hash AS c_input,
    c.lease_until, c.lease_ticks, c.holder, h.host, h.pid, h.started
  FROM flightdeck_threads t
  LEFT JOIN flightdeck_interrupts i ON i.thread = t.id
  LEFT JOIN flightdeck_runs r ON r.id = t.last_run
  LEFT JOIN flightdeck_claims c ON c.thread = t.id
  LEFT JOIN flightdeck_holders h ON h.id = c.holder`

/** The row of `SELECT_THREADS` for a key. */
export function findThread(connection: Connection, { owner, threadId }: ThreadKey): ThreadRow | undefined {
  const where = `${SELECT_THREADS} WHERE t.owner = ? AND t.thread_id = ?`
  return connection.get<ThreadRow>(where, toOwnerText(owner), toText(threadId))
}

/** The key of a row with `owner` and `thread_id`. */
export function toKey(row: KeyRow): ThreadKey {
  const owner = fromOwnerText(row.owner)
  const threadId = fromText(row.thread_id)
  return owner === undefined ? { threadId } : { threadId, owner }
}

/** The thread without its content. */
export function toInfo(row: ThreadRow, holders: Holders): ThreadInfo {
  const running = toRunning(row, holders)
  return {
    key: toKey(row),
    generation: row.generation,
    head: Number(running === undefined ? row.head : row.c_head),
    agentId: fromText(row.agent_id),
    name: row.name === null ? undefined : fromText(row.name),
    archived: Number(row.archived) === 1,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    activeAt: Number(row.active_at),
    revision: Number(row.revision),
    interrupts: toInterrupts(row),
    last: toLast(row),
    running,
  }
}

/** The thread with its content. */
export function toView(connection: Connection, row: ThreadRow, holders: Holders): ThreadView {
  const state = connection.get<{ json: string }>(
    'SELECT json FROM flightdeck_states WHERE thread = ?',
    Number(row.id),
  )
  return {
    ...toInfo(row, holders),
    messages: readMessages(connection, Number(row.id)),
    state: state?.json,
  }
}

/** The messages of a thread, in order. */
export function readMessages(connection: Connection, thread: number): StoredMessage[] {
  const sql = 'SELECT id, json FROM flightdeck_messages WHERE thread = ? ORDER BY position'
  return connection.all<StoredMessage>(sql, thread).map(({ id, json }) => ({ id: fromText(id), json }))
}

/** The interrupts of a row of `SELECT_THREADS`. */
export function toInterrupts({ interrupts }: ThreadRow): readonly InterruptRecord[] {
  return interrupts === null ? [] : (JSON.parse(interrupts) as InterruptRecord[])
}

/** The running run of a row of `SELECT_THREADS`. */
export function toRunning(row: ThreadRow, holders: Holders): RunRecord | undefined {
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
    ...(Number(row.c_stop) === 1 && { stopRequested: true }),
    ...(holders.isAbandoned(row) && { abandoned: true }),
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
    ...(Number(row.stop_requested) === 1 && { stopRequested: true }),
  }
}
