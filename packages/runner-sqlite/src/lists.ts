import type {
  ChangesRequest,
  ListRequest,
  RunRecord,
  RunsRequest,
  ThreadChanges,
  ThreadPage,
} from '@flightdeck/run-engine'
import type { Connection } from './connection.ts'
import type { Holders } from './holders.ts'
import { fromText, toOwnerText, toText } from './identifier-text.ts'
import type { SqliteRow, SqliteValue } from './sqlite-database.ts'
import { findThread, SELECT_THREADS, toEnded, toInfo, toRunning } from './thread-rows.ts'

/** The statement for a page of the archived or the other threads: a seek into an index, however far down it begins. */
export function pageSql(byAgent: boolean, isFirst: boolean): string {
  return `${SELECT_THREADS} WHERE t.owner = ? AND t.archived = ?${byAgent ? ' AND t.agent_id = ?' : ''}${
    isFirst ? '' : ' AND (t.active_at, t.thread_id) < (?, ?)'
  } ORDER BY t.active_at DESC, t.thread_id DESC LIMIT ?`
}

/** A page of the threads of one owner. */
export function listThreads(connection: Connection, holders: Holders, request: ListRequest): ThreadPage {
  const { owner, agentId, archived = 'without', limit, after } = request
  const sql = pageSql(agentId !== undefined, after === undefined)
  const page = (flag: number): SqliteRow[] => {
    const values: SqliteValue[] = [toOwnerText(owner), flag]
    if (agentId !== undefined) values.push(toText(agentId))
    if (after !== undefined) values.push(after.activeAt, toText(after.threadId))
    return connection.all(sql, ...values, limit + 1)
  }
  const rows =
    archived === 'with' ? [...page(0), ...page(1)].sort(byActivity) : page(archived === 'only' ? 1 : 0)
  const threads = rows.slice(0, limit).map((row) => toInfo(row, holders))
  const last = threads.at(-1)
  if (rows.length <= limit || last === undefined) return { threads }
  return { threads, next: { activeAt: last.activeAt, threadId: last.key.threadId } }
}

function byActivity(one: SqliteRow, other: SqliteRow): number {
  const difference = Number(other.active_at) - Number(one.active_at)
  return difference || compareAsSqlite(other.thread_id as string, one.thread_id as string)
}

/** SQLite compares the bytes of UTF-8, whose order is that of code points. */
function compareAsSqlite(one: string, other: string): number {
  const left = [...one]
  const right = [...other]
  const at = left.findIndex((character, index) => character !== right[index])
  if (at < 0) return left.length - right.length
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1)
}

/** The runs of a thread, the newest first. */
export function listRuns(connection: Connection, holders: Holders, request: RunsRequest): RunRecord[] {
  const { key, limit, before = Number.MAX_SAFE_INTEGER } = request
  const thread = findThread(connection, key)
  if (thread === undefined) return []
  const running = toRunning(thread, holders)
  const sql =
    'SELECT * FROM flightdeck_runs WHERE thread = ? AND base < ? ORDER BY base DESC, id DESC LIMIT ?'
  const ended = connection.all(sql, Number(thread.id), Math.min(before, Number.MAX_SAFE_INTEGER), limit)
  const runs = ended.map(toEnded)
  if (running && running.base < before) runs.unshift(running)
  return runs.slice(0, limit)
}

/** What changed in the list of one owner. */
export function listChanges(
  connection: Connection,
  holders: Holders,
  request: ChangesRequest,
): ThreadChanges {
  const { owner, since, limit } = request
  const counter = connection.get('SELECT value, forgotten FROM flightdeck_counter')
  const revision = Number(counter?.value)
  const told = { revision, reset: false, changed: [], deleted: [] }
  if (since === undefined) return told
  if (since > revision || since < Number(counter?.forgotten)) return { ...told, reset: true }
  const where = 'WHERE t.owner = ? AND t.revision > ? ORDER BY t.revision LIMIT ?'
  const values: SqliteValue[] = [toOwnerText(owner), since, limit + 1]
  const changed = connection.all(`${SELECT_THREADS} ${where}`, ...values)
  const gone = connection.all(`SELECT revision, thread_id FROM flightdeck_tombstones t ${where}`, ...values)
  const all = [...changed, ...gone].sort((one, other) => Number(one.revision) - Number(other.revision))
  const page = all.slice(0, limit)
  const deleted = new Set<string>()
  for (const { thread_id } of page.filter((row) => row.id === undefined)) {
    const threadId = fromText(thread_id as string)
    // One that came back is told as a change.
    const key = owner === undefined ? { threadId } : { threadId, owner }
    if (findThread(connection, key) === undefined) deleted.add(threadId)
  }
  return {
    revision: all.length > limit ? Number(page.at(-1)?.revision) : revision,
    reset: false,
    changed: page.filter((row) => row.id !== undefined).map((row) => toInfo(row, holders)),
    deleted: [...deleted],
  }
}
