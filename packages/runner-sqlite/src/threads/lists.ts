import type {
  ChangesRequest,
  ListRequest,
  RunRecord,
  RunsRequest,
  ThreadChanges,
  ThreadPage,
} from '@flightdeck/run-engine/store'
import { fromText, toOwnerText, toText } from '@flightdeck/run-engine/store'
import type { Connection } from '../database/connection.ts'
import type { SqliteValue } from '../database/sqlite-database.ts'
import type { Holders } from '../processes/holders.ts'
import type { CounterRow, KeyRow, RunRow, SqliteInteger, ThreadRow } from '../schema/row-types.ts'
import { findThread, SELECT_THREADS, toEnded, toInfo, toRunning } from './thread-rows.ts'

/**
 * The statement for a page of archived or other threads. It seeks in an index, so its cost does not depend on the
 * position.
 */
export function pageSql(byAgent: boolean, isFirst: boolean): string {
  return `${SELECT_THREADS} WHERE t.owner = ? AND t.archived = ?${byAgent ? ' AND t.agent_id = ?' : ''}${
    isFirst ? '' : ' AND (t.active_at, t.thread_id) < (?, ?)'
  } ORDER BY t.active_at DESC, t.thread_id DESC LIMIT ?`
}

/** A page of the threads of one owner. */
export function listThreads(connection: Connection, holders: Holders, request: ListRequest): ThreadPage {
  const { owner, agentId, archived = 'without', limit, after } = request
  const sql = pageSql(agentId !== undefined, after === undefined)
  const page = (flag: number): ThreadRow[] => {
    const values: SqliteValue[] = [toOwnerText(owner), flag]
    if (agentId !== undefined) values.push(toText(agentId))
    if (after !== undefined) values.push(after.activeAt, toText(after.threadId))
    return connection.all<ThreadRow>(sql, ...values, limit + 1)
  }
  const rows =
    archived === 'with' ? [...page(0), ...page(1)].sort(byActivity) : page(archived === 'only' ? 1 : 0)
  const threads = rows.slice(0, limit).map((row) => toInfo(row, holders))
  const last = threads.at(-1)
  if (rows.length <= limit || last === undefined) return { threads }
  return { threads, next: { activeAt: last.activeAt, threadId: last.key.threadId } }
}

function byActivity(one: ThreadRow, other: ThreadRow): number {
  const difference = Number(other.active_at) - Number(one.active_at)
  return difference || compareAsSqlite(other.thread_id, one.thread_id)
}

/** SQLite compares UTF-8 bytes, whose order is that of code points. */
function compareAsSqlite(one: string, other: string): number {
  const left = [...one]
  const right = [...other]
  const at = left.findIndex((character, index) => character !== right[index])
  if (at < 0) return left.length - right.length
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1)
}

/** The runs of a thread, newest first. */
export function listRuns(connection: Connection, holders: Holders, request: RunsRequest): RunRecord[] {
  const { key, limit, before = Number.MAX_SAFE_INTEGER } = request
  const thread = findThread(connection, key)
  if (thread === undefined) return []
  const running = toRunning(thread, holders)
  const sql =
    'SELECT * FROM flightdeck_runs WHERE thread = ? AND base < ? ORDER BY base DESC, id DESC LIMIT ?'
  const ended = connection.all<RunRow>(
    sql,
    Number(thread.id),
    Math.min(before, Number.MAX_SAFE_INTEGER),
    limit,
  )
  const runs = ended.map(toEnded)
  if (running && running.base < before) runs.unshift(running)
  return runs.slice(0, limit)
}

/** A deleted thread. */
type RemovedRow = KeyRow & { readonly revision: SqliteInteger; readonly id?: undefined }

/** The changes in the list of one owner. */
export function listChanges(
  connection: Connection,
  holders: Holders,
  request: ChangesRequest,
): ThreadChanges {
  const { owner, since, limit } = request
  const counter = connection.get<CounterRow>('SELECT value, forgotten FROM flightdeck_counter')
  const revision = Number(counter?.value)
  const none = { revision, reset: false, changed: [], deleted: [] }
  if (since === undefined) return none
  if (since > revision || since < Number(counter?.forgotten)) return { ...none, reset: true }
  const where = 'WHERE t.owner = ? AND t.revision > ? ORDER BY t.revision LIMIT ?'
  const values: SqliteValue[] = [toOwnerText(owner), since, limit + 1]
  const changed = connection.all<ThreadRow>(`${SELECT_THREADS} ${where}`, ...values)
  const removed = connection.all<RemovedRow>(
    `SELECT revision, owner, thread_id FROM flightdeck_tombstones t ${where}`,
    ...values,
  )
  const all = [...changed, ...removed].sort((one, other) => Number(one.revision) - Number(other.revision))
  const page = all.slice(0, limit)
  const deleted = new Set<string>()
  for (const row of page) {
    if (row.id !== undefined) continue
    const threadId = fromText(row.thread_id)
    // A thread that was created again is a change.
    const key = owner === undefined ? { threadId } : { threadId, owner }
    if (findThread(connection, key) === undefined) deleted.add(threadId)
  }
  return {
    revision: all.length > limit ? Number(page.at(-1)?.revision) : revision,
    reset: false,
    changed: page.flatMap((row) => (row.id === undefined ? [] : [toInfo(row, holders)])),
    deleted: [...deleted],
  }
}
