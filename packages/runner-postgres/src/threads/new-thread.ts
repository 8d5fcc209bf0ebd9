import { type ThreadKey, toText } from '@flightdeck/run-engine/store'
import type { Query } from '../database/sql-client.ts'
import type { PgInteger } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { toColumns } from './thread-rows.ts'

/** Initial values of a thread. */
export interface NewThread {
  agentId: string
  createdAt: number
  updatedAt?: number | undefined
  activeAt?: number | undefined
  name?: string | undefined
  archived?: boolean | undefined
  head?: number | undefined
  state?: string | undefined
}

/** Inserts a thread and returns its id; undefined if the key exists. Its revision is not set yet. */
export async function insertThread(
  query: Query,
  tables: Tables,
  key: ThreadKey,
  thread: NewThread,
): Promise<PgInteger | undefined> {
  const { agentId, createdAt, updatedAt = createdAt, activeAt = 0, name, archived, head = 0, state } = thread
  const [row] = await query<{ id: PgInteger }>(
    `INSERT INTO ${tables.threads} (owner, thread_id, generation, agent_id, name, archived, created_at, updated_at,
        active_at, revision, head, bytes, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, 0, $11)
      ON CONFLICT (owner, thread_id) DO NOTHING RETURNING id`,
    [
      ...toColumns(key),
      crypto.randomUUID().slice(0, 8),
      toText(agentId),
      name === undefined ? null : toText(name),
      archived === true,
      createdAt,
      updatedAt,
      activeAt,
      head,
      state ?? null,
    ],
  )
  return row?.id
}
