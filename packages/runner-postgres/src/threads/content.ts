import {
  fromText,
  type StoredMessage,
  type ThreadKey,
  type ThreadView,
  toText,
} from '@flightdeck/run-engine/store'
import { arrayText, type Query } from '../database/sql-client.ts'
import type { PgInteger, ThreadRow } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { selectThreads, toColumns, toInfo } from './thread-rows.ts'

/** The content of a thread. */
export interface Content {
  readonly messages: readonly StoredMessage[]
  readonly state?: string | undefined
}

/** A message, or nothing for a thread without messages, with the revision of the thread. */
type MessageRow = {
  readonly thread: PgInteger
  readonly revision: PgInteger
} & (StoredMessage | { readonly id: null; readonly json: null })

/** The content of a thread whose row the transaction has locked. */
export async function readContent(query: Query, tables: Tables, thread: PgInteger): Promise<Content> {
  const select = `SELECT state FROM ${tables.threads} WHERE id = $1`
  const [row] = await query<{ state: string | null }>(select, [String(thread)])
  const sql = `SELECT id, json FROM ${tables.messages} WHERE thread = $1 ORDER BY position`
  const messages = await query<StoredMessage>(sql, [String(thread)])
  return { messages: messages.map(toMessage), state: row?.state ?? undefined }
}

/**
 * A thread with its content. Row and messages are read by two statements at once. Every change of the messages is also a
 * new revision, so equal revisions mean that they belong together.
 */
export async function readView(
  query: Query,
  tables: Tables,
  key: ThreadKey,
): Promise<ThreadView | undefined> {
  const where = 'WHERE t.owner = $1 AND t.thread_id = $2'
  const columns = toColumns(key)
  const ofRow = selectThreads(tables).replace('SELECT ', 'SELECT t.state, ')
  const ofMessages = `SELECT t.id AS thread, t.revision, m.id, m.json FROM ${tables.threads} t
    LEFT JOIN ${tables.messages} m ON m.thread = t.id ${where} ORDER BY m.position`
  for (;;) {
    const [[row], messages] = await Promise.all([
      query<ThreadRow & { state: string | null }>(`${ofRow} ${where}`, columns),
      query<MessageRow>(ofMessages, columns),
    ])
    if (row === undefined) return undefined
    const [first] = messages
    if (first === undefined || String(first.thread) !== String(row.id)) continue
    if (String(first.revision) !== String(row.revision)) continue
    return {
      ...toInfo(row),
      messages: messages.flatMap((each) => (each.id === null ? [] : [toMessage(each)])),
      state: row.state ?? undefined,
    }
  }
}

/** Writes the messages that differ from the stored ones. An unchanged message costs one comparison. */
export async function writeMessages(
  query: Query,
  tables: Tables,
  thread: PgInteger,
  before: readonly StoredMessage[],
  after: readonly StoredMessage[],
): Promise<void> {
  const positions: number[] = []
  const ids: string[] = []
  const texts: string[] = []
  after.forEach((message, position) => {
    const known = before[position]
    if (known === message || (known?.id === message.id && known.json === message.json)) return
    positions.push(position)
    ids.push(toText(message.id))
    texts.push(message.json)
  })
  if (positions.length > 0) {
    await query(
      `INSERT INTO ${tables.messages} (thread, position, id, json)
        SELECT $1::bigint, * FROM unnest($2::integer[], $3::text[], $4::text[])
        ON CONFLICT (thread, position) DO UPDATE SET id = excluded.id, json = excluded.json`,
      [String(thread), arrayText(positions), arrayText(ids), arrayText(texts)],
    )
  }
  if (before.length > after.length) {
    const sql = `DELETE FROM ${tables.messages} WHERE thread = $1 AND position >= $2`
    await query(sql, [String(thread), after.length])
  }
}

function toMessage({ id, json }: StoredMessage): StoredMessage {
  return { id: fromText(id), json }
}
