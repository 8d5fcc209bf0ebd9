import type { ReadRequest, ReadResult } from '@flightdeck/run-engine/store'
import { toOwnerText, toText } from '@flightdeck/run-engine/store'
import type { Connection } from '../database/connection.ts'
import type { SqliteValue } from '../database/sqlite-database.ts'
import type { SqliteInteger } from '../schema/row-types.ts'

/** Rows of one query. */
const CHUNK = 512

/** Rows that one statement writes. Fewer statements are faster. */
const ROWS = 16

/** Writes consecutive events of a run. Returns their size in characters. */
export function writeRawEvents(
  connection: Connection,
  thread: number,
  first: number,
  events: readonly string[],
  legacy: readonly number[],
): number {
  const isLegacy = new Set(legacy)
  let bytes = 0
  for (let from = 0; from < events.length; ) {
    const rows = events.length - from >= ROWS ? ROWS : 1
    const values: SqliteValue[] = []
    for (let index = from; index < from + rows; index += 1) {
      const json = events[index] as string
      bytes += json.length
      values.push(thread, first + index, isLegacy.has(first + index) ? 1 : 0, json.length, json)
    }
    connection.run(rows === ROWS ? INSERT_ROWS : INSERT_ONE, ...values)
    from += rows
  }
  return bytes
}

const INSERT = 'INSERT INTO flightdeck_events (thread, position, marked, size, json) VALUES '
const INSERT_ONE = `${INSERT}(?, ?, ?, ?, ?)`
const INSERT_ROWS = INSERT + Array<string>(ROWS).fill('(?, ?, ?, ?, ?)').join(', ')

/** Where the events of a thread start and end. */
interface LogRow {
  readonly id: SqliteInteger
  readonly generation: string
  readonly head: SqliteInteger
  readonly trail_base: SqliteInteger | null
  readonly c_base: SqliteInteger | null
  readonly c_head: SqliteInteger | null
}

/** A stored event. */
interface EventRow {
  readonly position: SqliteInteger
  readonly marked: SqliteInteger
  readonly json: string
}

/** Events of the running run, or of the last run while they are kept. */
export function readRawEvents(connection: Connection, request: ReadRequest): ReadResult {
  const { key, generation, after, maxBytes } = request
  const thread = connection.get<LogRow>(
    `SELECT t.id, t.generation, t.head, t.trail_base, c.base AS c_base, c.head AS c_head
      FROM flightdeck_threads t LEFT JOIN flightdeck_claims c ON c.thread = t.id
      WHERE t.owner = ? AND t.thread_id = ?`,
    toOwnerText(key.owner),
    toText(key.threadId),
  )
  if (thread?.generation !== generation) return { gone: true }
  const head = Number(thread.c_head ?? thread.head)
  const heldFrom = Number(thread.c_base ?? thread.trail_base ?? thread.head)
  // A position ahead of a running run's log is one that its process has sent and not kept yet.
  const isBeyond = thread.c_head === null && after > head
  if (after < heldFrom || isBeyond) return { gone: true }
  const events: string[] = []
  const legacy: number[] = []
  let bytes = 0
  for (let last = after; last < head && bytes < maxBytes; last = after + events.length) {
    const count = countOf(connection, Number(thread.id), last, maxBytes - bytes)
    const rows = connection.all<EventRow>(
      'SELECT position, marked, json FROM flightdeck_events WHERE thread = ? AND position > ? ORDER BY position LIMIT ?',
      Number(thread.id),
      last,
      count,
    )
    for (const row of rows) {
      const { json } = row
      events.push(json)
      bytes += json.length
      if (Number(row.marked) === 1) legacy.push(Number(row.position))
    }
    if (rows.length === 0) break
  }
  return { gone: false, first: after + 1, events, legacy }
}

/**
 * The number of following rows that fit into `room`, at least one. Reads sizes first, so that no large row is read
 * needlessly.
 */
function countOf(connection: Connection, thread: number, after: number, room: number): number {
  const sql = `SELECT size FROM flightdeck_events WHERE thread = ? AND position > ? ORDER BY position LIMIT ${CHUNK}`
  const sizes = connection.all<{ size: SqliteInteger }>(sql, thread, after)
  let bytes = 0
  let count = 0
  while (count < sizes.length && bytes < room) bytes += Number(sizes[count++]?.size)
  return Math.max(1, count)
}
