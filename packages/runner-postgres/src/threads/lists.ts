import {
  type ChangesRequest,
  fromText,
  type ListRequest,
  type RunRecord,
  type RunsRequest,
  type ThreadChanges,
  type ThreadPage,
  toOwnerText,
  toText,
} from '@flightdeck/run-engine/store'
import type { Query, SqlValue } from '../database/sql-client.ts'
import type { PgInteger, RunRow, ThreadRow } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { findThread, selectThreads, toEnded, toInfo, toRunning } from './thread-rows.ts'

/** The statement for a page of threads. It seeks in an index, so its cost does not depend on the position. */
export function pageSql(
  tables: Tables,
  {
    archived,
    byAgent,
    isFirst,
  }: { archived: 'without' | 'with' | 'only'; byAgent: boolean; isFirst: boolean },
): string {
  const agent = byAgent ? ' AND t.agent_id = $3' : ''
  const at = byAgent ? 4 : 3
  const after = isFirst ? '' : ` AND (t.active_at, t.thread_id) < ($${at}, $${at + 1})`
  const order = 'ORDER BY active_at DESC, thread_id DESC LIMIT $2'
  const page = (flag: boolean): string =>
    `SELECT t.id FROM ${tables.threads} t WHERE t.owner = $1 AND t.archived = ${flag}${agent}${after}
      ORDER BY t.active_at DESC, t.thread_id DESC LIMIT $2`
  const ids = archived === 'with' ? `(${page(false)}) UNION ALL (${page(true)})` : page(archived === 'only')
  return `${selectThreads(tables)} WHERE t.id IN (${ids}) ${order}`
}

/** A page of the threads of one owner. */
export async function listThreads(query: Query, tables: Tables, request: ListRequest): Promise<ThreadPage> {
  const { owner, agentId, archived = 'without', limit, after } = request
  const sql = pageSql(tables, { archived, byAgent: agentId !== undefined, isFirst: after === undefined })
  const values: SqlValue[] = [toOwnerText(owner), limit + 1]
  if (agentId !== undefined) values.push(toText(agentId))
  if (after !== undefined) values.push(after.activeAt, toText(after.threadId))
  const rows = await query<ThreadRow>(sql, values)
  const threads = rows.slice(0, limit).map(toInfo)
  const last = threads.at(-1)
  if (rows.length <= limit || last === undefined) return { threads }
  return { threads, next: { activeAt: last.activeAt, threadId: last.key.threadId } }
}

/** The runs of a thread, newest first. */
export async function listRuns(query: Query, tables: Tables, request: RunsRequest): Promise<RunRecord[]> {
  const { key, limit, before = Number.MAX_SAFE_INTEGER } = request
  const thread = await findThread(query, tables, key)
  if (thread === undefined) return []
  const running = toRunning(thread)
  const ended = await query<RunRow>(
    `SELECT * FROM ${tables.runs} WHERE thread = $1 AND base < $2 ORDER BY base DESC, id DESC LIMIT $3`,
    [String(thread.id), Math.min(before, Number.MAX_SAFE_INTEGER), limit],
  )
  const runs = ended.map(toEnded)
  if (running && running.base < before) runs.unshift(running)
  return runs.slice(0, limit)
}

/** A changed or deleted thread of a list, in the order of changes. */
interface ChangeRow {
  readonly revision: PgInteger
  readonly id: PgInteger | null
  readonly thread_id: string
}

/** The changes in the list of one owner. */
export async function listChanges(
  query: Query,
  tables: Tables,
  request: ChangesRequest,
): Promise<ThreadChanges> {
  const { owner, since, limit } = request
  const ownerText = toOwnerText(owner)
  const [found] = await query<{ revision: PgInteger; forgotten: PgInteger }>(
    `SELECT revision, forgotten FROM ${tables.owners} WHERE owner = $1`,
    [ownerText],
  )
  const revision = Number(found?.revision ?? 0)
  const none = { revision, reset: false, changed: [], deleted: [] }
  if (since === undefined || since === revision) return none
  if (since > revision || since < Number(found?.forgotten ?? 0)) return { ...none, reset: true }
  // Changes after this revision are part of the next result.
  const rows = await query<ChangeRow>(
    `(SELECT revision, id, thread_id FROM ${tables.threads}
        WHERE owner = $1 AND revision > $2 AND revision <= $3 ORDER BY revision LIMIT $4)
      UNION ALL
      (SELECT revision, NULL, thread_id FROM ${tables.tombstones} d
        WHERE owner = $1 AND revision > $2 AND revision <= $3 ORDER BY revision LIMIT $4)
      ORDER BY revision LIMIT $4`,
    [ownerText, since, revision, limit + 1],
  )
  const page = rows.slice(0, limit)
  const changed = await Promise.all(
    page.flatMap(({ id }) => (id === null ? [] : [findById(query, tables, id)])),
  )
  const deleted = new Set<string>()
  for (const row of page) {
    if (row.id !== null) continue
    const threadId = fromText(row.thread_id)
    // A thread that was created again is a change.
    const key = owner === undefined ? { threadId } : { threadId, owner }
    if ((await findThread(query, tables, key)) === undefined) deleted.add(threadId)
  }
  return {
    revision: rows.length > limit ? Number(page.at(-1)?.revision) : revision,
    reset: false,
    changed: changed.flatMap((row) => (row === undefined ? [] : [toInfo(row)])),
    deleted: [...deleted],
  }
}

async function findById(query: Query, tables: Tables, id: PgInteger): Promise<ThreadRow | undefined> {
  const [row] = await query<ThreadRow>(`${selectThreads(tables)} WHERE t.id = $1`, [String(id)])
  return row
}
