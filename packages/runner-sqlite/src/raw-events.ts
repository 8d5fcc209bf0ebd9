import type { ReadRequest, ReadResult } from '@flightdeck/run-engine'
import type { Connection } from './connection.ts'
import { toOwnerText, toText } from './identifier-text.ts'
import type { SqliteValue } from './sqlite-database.ts'

/** Rows looked at in one go. */
const CHUNK = 512

/** Rows written by one statement: a statement costs more than a row. */
const ROWS = 16

/** Writes consecutive events of a run and gives their size in characters. */
export function writeRawEvents(
  connection: Connection,
  thread: number,
  first: number,
  events: readonly string[],
  marked: readonly number[],
): number {
  const isMarked = new Set(marked)
  let bytes = 0
  for (let from = 0; from < events.length; ) {
    const rows = events.length - from >= ROWS ? ROWS : 1
    const values: SqliteValue[] = []
    for (let index = from; index < from + rows; index += 1) {
      const json = events[index] as string
      bytes += json.length
      values.push(thread, first + index, isMarked.has(first + index) ? 1 : 0, json.length, json)
    }
    connection.run(rows === ROWS ? INSERT_ROWS : INSERT_ONE, ...values)
    from += rows
  }
  return bytes
}

const INSERT = 'INSERT INTO flightdeck_events (thread, position, marked, size, json) VALUES '
const INSERT_ONE = `${INSERT}(?, ?, ?, ?, ?)`
const INSERT_ROWS = INSERT + Array<string>(ROWS).fill('(?, ?, ?, ?, ?)').join(', ')

/** Raw events of the run that lasts, or of the last one while they are held. */
export function readRawEvents(connection: Connection, request: ReadRequest): ReadResult {
  const { key, generation, after, maxBytes } = request
  const thread = connection.get(
    `SELECT t.id, t.generation, t.head, t.trail_base, c.base AS c_base, c.head AS c_head
      FROM flightdeck_threads t LEFT JOIN flightdeck_claims c ON c.thread = t.id
      WHERE t.owner = ? AND t.thread_id = ?`,
    toOwnerText(key.owner),
    toText(key.threadId),
  )
  if (thread?.generation !== generation) return { gone: true }
  const head = Number(thread.c_head ?? thread.head)
  const heldFrom = Number(thread.c_base ?? thread.trail_base ?? thread.head)
  if (after < heldFrom || after > head) return { gone: true }
  const events: string[] = []
  const marked: number[] = []
  let bytes = 0
  for (let last = after; last < head && bytes < maxBytes; last = after + events.length) {
    const count = countOf(connection, Number(thread.id), last, maxBytes - bytes)
    const rows = connection.all(
      'SELECT position, marked, json FROM flightdeck_events WHERE thread = ? AND position > ? ORDER BY position LIMIT ?',
      Number(thread.id),
      last,
      count,
    )
    for (const row of rows) {
      const json = row.json as string
      events.push(json)
      bytes += json.length
      if (Number(row.marked) === 1) marked.push(Number(row.position))
    }
    if (rows.length === 0) break
  }
  return { gone: false, first: after + 1, events, marked }
}

/** How many of the next rows fit, at least one: sizes are read first, so that nothing large is read in vain. */
function countOf(connection: Connection, thread: number, after: number, room: number): number {
  const sql = `SELECT size FROM flightdeck_events WHERE thread = ? AND position > ? ORDER BY position LIMIT ${CHUNK}`
  const sizes = connection.all(sql, thread, after)
  let bytes = 0
  let count = 0
  while (count < sizes.length && bytes < room) bytes += Number(sizes[count++]?.size)
  return Math.max(1, count)
}
