import type { ReadRequest, ReadResult } from '@flightdeck/run-engine/store'
import type { Query } from '../database/sql-client.ts'
import type { PgInteger } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { toColumns } from './thread-rows.ts'

/** Rows of one query. */
const ROWS = 512

/** Consecutive events as a row of the table. JSON has no line breaks outside of strings, and escapes them inside. */
export function toEventRow(first: number, events: readonly string[], legacy: readonly number[]): EventRow {
  const body = events.join('\n')
  return {
    first,
    last: first + events.length - 1,
    size: body.length - events.length + 1,
    legacy: legacy.filter((position) => position >= first).join(','),
    body,
  }
}

/** The columns of consecutive events. */
export interface EventRow {
  readonly first: number
  readonly last: number
  readonly size: number
  readonly legacy: string
  readonly body: string
}

/** Where the events of a thread start and end, and a row of events if there is one. */
interface LogRow {
  readonly generation: string
  readonly head: PgInteger
  readonly trail_base: PgInteger | null
  readonly c_base: PgInteger | null
  readonly c_head: PgInteger | null
  readonly first: PgInteger | null
  readonly legacy: string | null
  readonly body: string | null
}

/** The statement for events after a position. It reads the sizes of rows first, so that no large row is read needlessly. */
export function readSql(tables: Tables): string {
  return `SELECT t.generation, t.head, t.trail_base, c.base AS c_base, c.head AS c_head, e.first, e.legacy, e.body
    FROM ${tables.threads} t
    LEFT JOIN ${tables.claims} c ON c.thread = t.id
    LEFT JOIN LATERAL (
      SELECT e.first, e.legacy, e.body FROM (
        SELECT last, sum(size) OVER (ORDER BY last) - size AS before FROM (
          SELECT last, size FROM ${tables.events} WHERE thread = t.id AND last > $3 ORDER BY last LIMIT ${ROWS}
        ) AS following
      ) AS sized JOIN ${tables.events} e ON e.thread = t.id AND e.last = sized.last WHERE sized.before < $4
      ORDER BY e.last
    ) AS e ON true
    WHERE t.owner = $1 AND t.thread_id = $2`
}

/** Events of the running run, or of the last run while they are kept. */
export async function readRawEvents(query: Query, tables: Tables, request: ReadRequest): Promise<ReadResult> {
  const { key, generation, after, maxBytes } = request
  const events: string[] = []
  const legacy: number[] = []
  let bytes = 0
  for (let last = after; bytes < maxBytes; last = after + events.length) {
    const room = Math.min(maxBytes - bytes, Number.MAX_SAFE_INTEGER)
    const rows = await query<LogRow>(readSql(tables), [...toColumns(key), last, room])
    if (!holds(rows[0], generation, last)) {
      if (events.length === 0) return { gone: true }
      break
    }
    for (const { first, legacy: marked, body } of rows) {
      if (first === null || body === null) continue
      const known = after + events.length
      for (const json of body.split('\n').slice(known + 1 - Number(first))) {
        if (bytes >= maxBytes) break
        events.push(json)
        bytes += json.length
      }
      const through = after + events.length
      for (const position of (marked ?? '').split(',').map(Number)) {
        if (position > known && position <= through) legacy.push(position)
      }
    }
    if (after + events.length === last) break
  }
  return { gone: false, first: after + 1, events, legacy }
}

/** Whether the events after a position are stored, or will be. */
function holds(thread: LogRow | undefined, generation: string, after: number): boolean {
  if (thread?.generation !== generation) return false
  const heldFrom = Number(thread.c_base ?? thread.trail_base ?? thread.head)
  // A position ahead of a running run's log is one that its process has sent and not stored yet.
  return after >= heldFrom && (thread.c_head !== null || after <= Number(thread.head))
}
